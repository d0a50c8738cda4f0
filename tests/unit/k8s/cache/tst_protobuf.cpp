#include "k8s/api/configmap.h"
#include "k8s/api/event.h"
#include "k8s/api/pod.h"
#include "k8s/cache/typedstore.h"
#include "k8s/rest/apierror.h"

#include <QFile>
#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;
using namespace std::chrono_literals;

namespace {

/// Written by Kubernetes' own code (tests/unit/k8s/api/data/make.go): the same objects in both encodings.
QByteArray data(const QString &name)
{
    QFile file(QStringLiteral(ZDTP_SOURCE_DIR "/tests/unit/k8s/api/data/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(file.fileName()));
    return file.readAll();
}

template <typename T>
QList<T> readAll(const QByteArray &body, ListMeta *meta)
{
    QList<T> all;
    const auto read = SplitListPage::split(body, [&](QByteArrayView item, Encoding encoding) -> Result<void> {
        auto one = parseObject<T>(item, encoding);
        if (!one)
            return fail(one.error());
        all.append(std::move(*one));
        return {};
    });
    if (read)
        *meta = *read;
    else
        qWarning("%s", qPrintable(read.error().toLine()));
    return all;
}

template <typename T>
void compare(const char *name, int count)
{
    ListMeta fromJson;
    ListMeta fromProtobuf;
    const auto json = readAll<T>(data(QString::fromLatin1(name) + QStringLiteral(".json")), &fromJson);
    const auto protobuf = readAll<T>(data(QString::fromLatin1(name) + QStringLiteral(".pb")), &fromProtobuf);
    QCOMPARE(json.size(), count);
    QCOMPARE(protobuf.size(), count);
    for (int i = 0; i < count; ++i)
        QVERIFY2(json.at(i) == protobuf.at(i), qPrintable(json.at(i).meta.name));
    for (const ListMeta &meta : {fromJson, fromProtobuf}) {
        QCOMPARE(meta.resourceVersion, QStringLiteral("4800"));
        QCOMPARE(meta.continueToken, QStringLiteral("next"));
        QCOMPARE(meta.items, count);
    }
}

} // namespace

class TestProtobuf : public QObject
{
    Q_OBJECT

private slots:
    void bothEncodingsSayTheSame()
    {
        compare<Pod>("pods", 2);
        compare<Event>("events", 2);
        compare<ConfigMap>("configmaps", 2);
    }

    void nothingIsLostOfAPod()
    {
        ListMeta meta;
        const auto pods = readAll<Pod>(data(QStringLiteral("pods.pb")), &meta);
        const QDateTime noon(QDate(2026, 11, 2), QTime(12, 0), Qt::UTC);
        const Pod &pod = pods.at(0);
        QCOMPARE(pod.meta.name, QStringLiteral("full"));
        QCOMPARE(pod.meta.created, noon);
        QCOMPARE(pod.meta.deleted, noon.addSecs(1801));
        QCOMPARE(pod.meta.labels.value(QStringLiteral("zdtp.io/task")), QStringLiteral("orders"));
        QCOMPARE(pod.meta.annotations.value(QStringLiteral("note")), QStringLiteral("Grüße 你好"));
        QCOMPARE(pod.meta.owners.size(), 1);
        QVERIFY(pod.meta.owners.at(0).controller);
        QCOMPARE(pod.meta.owners.at(0).apiVersion, QStringLiteral("batch/v1"));
        QCOMPARE(pod.reason, QStringLiteral("Evicted"));
        QVERIFY(pod.initContainers.at(0).restartable);
        QVERIFY(!pod.initContainers.at(1).restartable);
        const ContainerStatus &status = pod.containerStatuses.at(0);
        QCOMPARE(status.restartCount, 3);
        QVERIFY(status.state.kind == ContainerState::Kind::Waiting);
        QCOMPARE(status.state.reason, QStringLiteral("CrashLoopBackOff"));
        QVERIFY(status.lastState.kind == ContainerState::Kind::Terminated);
        QCOMPARE(status.lastState.exitCode, -1);
        QCOMPARE(status.lastState.signal, 9);
        QCOMPARE(status.lastState.finishedAt, noon.addSecs(1801));
        QVERIFY(!pods.at(1).meta.created.isValid()); // an empty time is none
    }

    void aRefusalInProtobufIsTheSame()
    {
        const ApiError json = ApiError::fromAnswer(422, data(QStringLiteral("status.json")));
        const ApiError protobuf = ApiError::fromAnswer(422, data(QStringLiteral("status.pb")));
        QVERIFY(protobuf.kind == ApiError::Kind::Status);
        QCOMPARE(protobuf.message, json.message);
        QCOMPARE(protobuf.reason, json.reason);
        QVERIFY(protobuf.retryAfter == 3s);
        QVERIFY(protobuf.causes == json.causes);
        QCOMPARE(protobuf.causes.size(), 1);
    }

    void damageIsAnErrorAndNeverHalfAList()
    {
        const QByteArray whole = data(QStringLiteral("pods.pb"));
        // The envelope ends with two empty fields of two bytes, which nobody misses.
        for (qsizetype size = 0; size < whole.size() - 4; ++size) {
            Store<Pod> store;
            store.beginList();
            const auto read = store.stageListPage(whole.left(size));
            QVERIFY2(!read.has_value(), qPrintable(QString::number(size)));
        }
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (const char byte : {'\0', '\x7f', '\xff'}) {
                QByteArray damaged = whole;
                damaged[at] = byte;
                Store<Pod> store;
                store.beginList();
                (void)store.stageListPage(damaged); // any answer, no crash
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestProtobuf)
#include "tst_protobuf.moc"
