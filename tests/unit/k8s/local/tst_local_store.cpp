#include "k8s/local/store/store.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace zdtp::local;

namespace {

Json body(const std::string &name, const std::string &value = {})
{
    return {{"metadata", {{"name", name}, {"uid", "uid-" + name}}}, {"data", {{"v", value}}}};
}

Key key(const std::string &name)
{
    return {"configmaps", "default", name};
}

} // namespace

class TestLocalStore : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void whatWasAcknowledgedIsThereAfterAnAbruptEnd()
    {
        std::int64_t revision = 0;
        {
            Store store(options());
            for (int i = 0; i < 50; ++i)
                store.write([&](Transaction &t) { t.put(key("a" + std::to_string(i)), body("a")); });
            store.write([](Transaction &t) { t.remove(key("a7")); });
            revision = store.revision();
            // The files as a killed process leaves them: copied while the store has them open.
            for (const char *suffix : {"", "-wal"})
                QVERIFY(QFile::copy(m_folder->filePath("store.db") + suffix, m_folder->filePath("copy.db") + suffix));
        }
        Store::Options copy = options();
        copy.path = m_folder->filePath("copy.db").toStdString();
        Store again(copy);
        QCOMPARE(again.list("configmaps").objects.size(), std::size_t(49));
        QVERIFY(!again.get(key("a7")));
        QCOMPARE(again.revision(), revision);
    }

    void revisionsGrowAndAreNeverGivenTwice()
    {
        std::int64_t last = 0;
        for (int round = 0; round < 3; ++round) {
            Store store(options());
            store.write([](Transaction &t) { t.put(key("x"), body("x")); });
            QVERIFY(store.get(key("x"))->revision > last);
            store.write([](Transaction &t) { t.remove(key("x")); });
            last = store.revision();
        }
    }

    void workThatThrowsLeavesNothingBehind()
    {
        Store store(options());
        const auto before = store.revision();
        QVERIFY_EXCEPTION_THROWN(store.write([](Transaction &t) {
            t.put(key("x"), body("x"));
            throw std::runtime_error("no");
        }),
                                 std::runtime_error);
        QVERIFY(!store.get(key("x")));
        QCOMPARE(store.revision(), before);
    }

    void manyWritersShareAndNoneIsLost()
    {
        Store store(options());
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 6; ++thread) {
            threads.emplace_back([&store, thread] {
                for (int i = 0; i < 100; ++i) {
                    const std::string name = std::to_string(thread) + "-" + std::to_string(i);
                    store.write([&](Transaction &t) { t.put(key(name), body(name)); });
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(store.list("configmaps").objects.size(), std::size_t(600));
    }

    void aReaderFollowsEveryChangeInOrder()
    {
        Store store(options());
        const auto [snapshot, start] = store.listAndFollow("configmaps");
        auto cursor = start;
        store.write([](Transaction &t) { t.put(key("a"), body("a", "1")); });
        store.write([](Transaction &t) { t.put(key("a"), body("a", "2")); });
        store.write([](Transaction &t) { t.put({"secrets", "default", "s"}, body("s")); });
        store.write([](Transaction &t) { t.remove(key("a")); });
        const auto events = store.read(cursor, "configmaps");
        QVERIFY(events.has_value());
        QCOMPARE(events->size(), std::size_t(3));
        QCOMPARE(events->at(0).change, Change::Added);
        QCOMPARE(events->at(1).change, Change::Modified);
        QCOMPARE(events->at(1).previous->revision, events->at(0).revision);
        QCOMPARE(events->at(2).change, Change::Deleted);
        QCOMPARE(events->at(2).revision, store.revision());
        QCOMPARE(textAt(events->at(2).object->parse(), {"metadata", "resourceVersion"}),
                 std::to_string(store.revision()));
        QVERIFY(store.read(cursor, "configmaps")->empty());
    }

    void aVersionThatIsNoLongerKeptIsSaidToBeTooOld()
    {
        Store::Options few = options();
        few.history = 5;
        Store store(few);
        const auto start = store.revision();
        auto [snapshot, cursor] = store.listAndFollow("configmaps");
        for (int i = 0; i < 10; ++i)
            store.write([&](Transaction &t) { t.put(key("a"), body("a", std::to_string(i))); });
        QVERIFY(!store.after(start));
        QVERIFY(!store.read(cursor, "configmaps"));
        QVERIFY(store.after(store.revision()));
        QVERIFY(store.after(store.revision() - 5));
        QVERIFY(!store.after(store.revision() - 6));
    }

    void aFullDiskRefusesAndWritingGoesOnWhenThereIsRoomAgain()
    {
        Store::Options small = options();
        small.maxPages = 40;
        Store store(small);
        const std::string large(20000, 'x');
        int stored = 0;
        QString refusal;
        for (int i = 0; i < 50 && refusal.isEmpty(); ++i) {
            try {
                store.write([&](Transaction &t) { t.put(key("big" + std::to_string(i)), body("big", large)); });
                ++stored;
            } catch (const Failure &failure) {
                refusal = failure.what();
            }
        }
        QVERIFY(stored > 0);
        QVERIFY2(refusal.contains("Free space"), qPrintable(refusal));
        QVERIFY(!refusal.contains('\n'));
        QCOMPARE(store.list("configmaps").objects.size(), std::size_t(stored));
        QVERIFY(!store.lastFailure().empty());
        store.write([](Transaction &t) { t.remove(key("big0")); });
        store.write([](Transaction &t) { t.put(key("small"), body("small")); });
        QVERIFY(store.lastFailure().empty());
        QVERIFY(store.get(key("small")));
    }

private:
    Store::Options options() const { return {m_folder->filePath("store.db").toStdString(), 0, 20'000}; }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestLocalStore)
#include "tst_local_store.moc"
