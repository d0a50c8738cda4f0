#include "k8s/secrets/keychainstore.h"

#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;

/// ZDTP_KEYCHAIN says what the machine has: "there" (a Secret Service) or "none".
class TestSecrets : public QObject
{
    Q_OBJECT

private:
    template <typename T>
    struct Answer
    {
        std::optional<T> value;
        CallHandle call;
    };
    template <typename T, typename Ask>
    static std::optional<T> wait(Ask ask)
    {
        Answer<T> answer;
        answer.call = ask([&answer](T value) { answer.value = std::move(value); });
        const bool came = QTest::qWaitFor([&answer] { return answer.value.has_value(); }, 60'000);
        return came ? std::move(answer.value) : std::nullopt;
    }
    static std::unique_ptr<SecretStore> open()
    {
        auto store = wait<std::unique_ptr<SecretStore>>([](auto done) { return openSecretStore(std::move(done)); });
        return store ? std::move(*store) : nullptr;
    }
    static bool write(SecretStore &store, const QString &key, const QByteArray &value)
    {
        const auto done = wait<Result<void>>([&](auto then) { return store.write(key, value, std::move(then)); });
        return done && done->has_value();
    }
    static std::optional<QByteArray> read(SecretStore &store, const QString &key)
    {
        const auto value =
            wait<Result<std::optional<QByteArray>>>([&](auto then) { return store.read(key, std::move(then)); });
        return value && value->has_value() ? **value : std::optional<QByteArray>("the store failed");
    }

private slots:
    void theStoreSaysWhetherItLasts()
    {
        const auto store = open();
        QVERIFY(store);
        const QByteArray machine = qgetenv("ZDTP_KEYCHAIN");
        QVERIFY2(machine == "there" || machine == "none", "run by ctest, which says what the machine has");
        QCOMPARE(store->isLasting(), machine == "there");
        const QString words = store->words();
        QVERIFY2(words.contains(machine == "there" ? QLatin1String("in the keychain")
                                                   : QLatin1String("in memory, for this session only")),
                 qPrintable(words));
    }

    void whatIsWrittenIsReadAndForgotten()
    {
        const auto store = open();
        QVERIFY(store);
        const QByteArray binary("a\0b\n\xff", 5);
        QVERIFY(write(*store, QStringLiteral("k/1"), binary));
        QVERIFY(write(*store, QStringLiteral("k/2"), QByteArray(6000, 'x'))); // a certificate with its key
        QCOMPARE(read(*store, QStringLiteral("k/1")), std::optional(binary));
        QCOMPARE(read(*store, QStringLiteral("k/2")), std::optional(QByteArray(6000, 'x')));
        QCOMPARE(read(*store, QStringLiteral("k/3")), std::nullopt);
        QVERIFY(write(*store, QStringLiteral("k/1"), "other"));
        QCOMPARE(read(*store, QStringLiteral("k/1")), std::optional(QByteArray("other")));
        // What lasts is there for another store, what does not is not.
        const auto second = open();
        QCOMPARE(read(*second, QStringLiteral("k/1")).has_value(), store->isLasting());
        const auto gone =
            wait<Result<void>>([&](auto then) { return store->remove(QStringLiteral("k/1"), std::move(then)); });
        QVERIFY(gone && gone->has_value());
        QCOMPARE(read(*store, QStringLiteral("k/1")), std::nullopt);
        const auto again =
            wait<Result<void>>([&](auto then) { return store->remove(QStringLiteral("k/1"), std::move(then)); });
        QVERIFY(again && again->has_value());
    }

    void severalGoInTurn()
    {
        const auto store = open();
        QVERIFY(store);
        QMap<QString, QByteArray> secrets;
        for (int i = 0; i < 20; ++i)
            secrets.insert(QStringLiteral("s/%1").arg(i), QByteArray::number(i * 7));
        const auto written =
            wait<Result<void>>([&](auto then) { return writeSecrets(*store, secrets, std::move(then)); });
        QVERIFY(written && written->has_value());
        const auto found = wait<Result<QHash<QString, QByteArray>>>([&](auto then) {
            return readSecrets(*store, secrets.keys() + QStringList{QStringLiteral("s/none")}, std::move(then));
        });
        QVERIFY(found && found->has_value());
        QCOMPARE((*found)->size(), 20);
        QCOMPARE((*found)->value(QStringLiteral("s/13")), QByteArray("91"));
        const auto removed =
            wait<Result<void>>([&](auto then) { return removeSecrets(*store, secrets.keys(), std::move(then)); });
        QVERIFY(removed && removed->has_value());
        QCOMPARE(read(*store, QStringLiteral("s/13")), std::nullopt);
    }

    void aHandleThatGoesIsNeverCalledBack()
    {
        const auto store = open();
        QVERIFY(store);
        bool called = false;
        for (int i = 0; i < 10; ++i) {
            auto call = store->read(QStringLiteral("never"), [&called](auto) { called = true; });
            call.reset();
        }
        QCOMPARE(read(*store, QStringLiteral("after")), std::nullopt); // by then the others have been answered
        QVERIFY(!called);
    }
};

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
