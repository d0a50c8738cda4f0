#include "k8s/probe/probe.h"
#include "k8s/rest/execconsent.h"
#include "k8s/rest/resources.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSslCertificate>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::ConnectionTest)
};

using namespace std::chrono_literals;

constexpr int Reviews = 6;         ///< under way at once
constexpr int OldestMinor = 27;    ///< below it CronJob time zones and more are missing
constexpr auto SkewTold = 5s;      ///< clocks of machines that keep time differ less
constexpr auto SkewRefused = 5min; ///< certificates and tokens are refused, ages are nonsense

constexpr auto Anonymous = "system:anonymous";

/// What the console uses of a server, and the minor version of 1.x that has it for good.
struct Feature
{
    const char *name;
    int minor;
};
constexpr Feature features[] = {{"CronJob timeZone", 27},         {"SelfSubjectReview", 28},
                                {"Job podFailurePolicy", 31},     {"Job backoffLimitPerIndex", 33},
                                {"Job podReplacementPolicy", 34}, {"WatchList", 34}};

Json parsed(const Response &response)
{
    Json json = Json::parse(response.body.cbegin(), response.body.cend(), nullptr, false);
    return json.is_object() ? json : Json();
}

int leadingNumber(const QString &text)
{
    static const QRegularExpression digits(QStringLiteral("^[0-9]{1,6}"));
    const auto match = digits.match(text);
    return match.hasMatch() ? match.captured().toInt() : -1;
}

} // namespace

CallHandle ConnectionTest::Private::send(Verb verb, const QString &path, const Json &body, ResponseFunction done)
{
    Request request;
    request.verb = verb;
    request.path = path;
    request.timeout = options.request;
    if (!body.is_null())
        request.body = jsonBytes(body);
    return client->send(request, std::move(done));
}

void ConnectionTest::Private::hear(const Response &response)
{
    // The header has whole seconds, and was written some time between asking and hearing.
    if (!response.serverTime.isValid())
        return;
    const auto half = (clock.elapsed() - sentAt) / 2;
    const QDateTime middle = clock.now().addMSecs(-half.count());
    report.clockSkew = std::chrono::milliseconds(middle.msecsTo(response.serverTime.addMSecs(500)));
}

void ConnectionTest::Private::authenticate()
{
    // The client has time-outs of its own; this one is for what it does before: a credential plugin, a retry.
    begin(Layer::Authentication, options.request + 60s);
    client = options.client(config);
    sentAt = clock.elapsed();
    const Json review = {{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "SelfSubjectReview"}};
    calls.clear();
    calls.push_back(send(Verb::Post, pathOf(resources::selfSubjectReviews(), {}), review,
                         [this](ApiResult<Response> answer) { signedIn(answer); }));
}

void ConnectionTest::Private::signedIn(const ApiResult<Response> &answer)
{
    const QString how = report.at(Layer::Authentication).evidence;
    const QString checkUser = Words::tr("check the credentials of user %1 in the kubeconfig; get it again, or sign in "
                                        "again where a tool wrote it.")
                                  .arg(config.userName.isEmpty() ? QStringLiteral("?") : config.userName);
    if (!answer) {
        const ApiError &error = answer.error();
        QString why = error.message.isEmpty() ? QString() : Words::tr("The server says: %1.").arg(error.message);
        if (error.isUnauthorized()) {
            const auto certificates = QSslCertificate::fromData(config.clientCertificatePem);
            if (!certificates.isEmpty() && certificates.constFirst().expiryDate() < clock.now())
                why += u' ' + Words::tr("The client certificate expired on %1.")
                                  .arg(certificates.constFirst().expiryDate().toUTC().toString(
                                      QStringLiteral("yyyy-MM-dd HH:mm 'UTC'")));
            return fail(how, Words::tr("The server does not accept these credentials (401)."), why, checkUser);
        }
        if (isConsentRequired(error))
            return fail(how, Words::tr("The program that signs in was not agreed to."),
                        Words::tr("%1.").arg(error.message), error.remedy);
        if (error.kind == ApiError::Kind::Status && error.httpCode == 404) {
            // Before 1.28 there is nobody to ask; anything but a 401 says that we are somebody.
            warn(how, Words::tr("The server does not say who we are."), Words::tr("Servers before 1.28 cannot."),
                 Words::tr("nothing: the credentials were not refused."));
            return authorise();
        }
        if (error.kind == ApiError::Kind::Status && error.httpCode == 403) {
            if (error.message.contains(QLatin1String(Anonymous)))
                return fail(how, Words::tr("The server takes us for nobody (system:anonymous)."), why, checkUser);
            warn(how, Words::tr("The server does not let this user ask who he is (403)."), why,
                 Words::tr("nothing: the credentials were accepted."));
            return authorise();
        }
        if (error.kind == ApiError::Kind::Protocol)
            return fail(how, Words::tr("What answers is not a Kubernetes API server."),
                        Words::tr("%1.").arg(error.message),
                        error.remedy.isEmpty()
                            ? Words::tr("check the server's address; a proxy or a login page may stand in between.")
                            : error.remedy);
        return fail(how, Words::tr("The question who we are was not answered."), Words::tr("%1.").arg(error.message),
                    error.remedy.isEmpty() ? checkUser : error.remedy);
    }
    hear(*answer);
    const Json review = parsed(*answer);
    if (jsonString(review, {"kind"}) != QLatin1String("SelfSubjectReview")) {
        const QString type = QString::fromLatin1(answer->contentType);
        return fail(how, Words::tr("What answers is not a Kubernetes API server."),
                    Words::tr("It sent %1 with code %2.")
                        .arg(type.isEmpty() ? Words::tr("something") : type)
                        .arg(answer->httpCode),
                    Words::tr("check the server's address; a proxy or a login page may stand in between."));
    }
    report.userName = jsonString(review, {"status", "userInfo", "username"});
    if (const Json *groups = jsonAt(review, {"status", "userInfo", "groups"}); groups && groups->is_array()) {
        for (const Json &group : *groups) {
            if (group.is_string())
                report.groups.append(group.get<QString>());
        }
    }
    if (report.userName == QLatin1String(Anonymous))
        return fail(how, Words::tr("The server takes us for nobody (system:anonymous)."),
                    Words::tr("The credentials were not used, or not sent."), checkUser);
    QString who = Words::tr("we are %1").arg(report.userName);
    if (!report.groups.isEmpty())
        who += QStringLiteral(", ") + Words::tr("groups: %1").arg(report.groups.join(QStringLiteral(", ")));
    pass(who);
    authorise();
}

void ConnectionTest::Private::authorise()
{
    // Bounded by the reviews' own time-outs, one after the other in each lane.
    begin(Layer::Authorisation, options.request * 4);
    next = 0;
    open = 0;
    calls.clear();
    calls.resize(size_t(report.access.size()) + 1);
    for (int i = 0; i < Reviews; ++i)
        askAccess(next++);
}

void ConnectionTest::Private::askAccess(qsizetype index)
{
    if (index >= report.access.size()) {
        if (open == 0)
            reviewsFailed ? askRules() : weighAccess();
        return;
    }
    ++open;
    calls[size_t(index)] =
        send(Verb::Post, pathOf(resources::selfSubjectAccessReviews(), {}),
             accessReview(report.access.at(index), report.nameSpace), [this, index](const ApiResult<Response> &answer) {
                 AccessEntry &entry = report.access[index];
                 const Json review = answer ? parsed(*answer) : Json();
                 const Json *allowed = jsonAt(review, {"status", "allowed"});
                 if (allowed && allowed->is_boolean()) {
                     entry.answer = allowed->get<bool>() ? AccessEntry::Answer::Allowed : AccessEntry::Answer::Denied;
                     entry.reason = jsonString(review, {"status", "reason"});
                 } else {
                     reviewsFailed = true;
                     if (reviewProblem.isEmpty())
                         reviewProblem =
                             answer ? Words::tr("the answer is not an access review") : answer.error().toLine();
                 }
                 --open;
                 askAccess(next < report.access.size() ? next++ : next);
             });
}

void ConnectionTest::Private::askRules()
{
    const Json review = {{"apiVersion", "authorization.k8s.io/v1"},
                         {"kind", "SelfSubjectRulesReview"},
                         {"spec", {{"namespace", report.nameSpace}}}};
    calls.back() = send(Verb::Post, QStringLiteral("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"), review,
                        [this](const ApiResult<Response> &answer) {
                            const Json rules = answer ? parsed(*answer) : Json();
                            const Json *status = jsonAt(rules, {"status"});
                            for (AccessEntry &entry : report.access) {
                                if (status && entry.answer == AccessEntry::Answer::Unknown)
                                    entry.answer = allowedByRules(*status, entry);
                            }
                            weighAccess();
                        });
}

void ConnectionTest::Private::weighAccess()
{
    using Need = AccessEntry::Need;
    QStringList look, change, optional;
    int asked = 0, allowed = 0;
    for (const AccessEntry &entry : std::as_const(report.access)) {
        const bool yes = entry.answer == AccessEntry::Answer::Allowed;
        if (entry.need != Need::Optional) {
            ++asked;
            allowed += yes ? 1 : 0;
        }
        if (!yes)
            (entry.need == Need::Look     ? look
             : entry.need == Need::Change ? change
                                          : optional)
                .append(entry.verb + u' ' + entry.name());
    }
    QString evidence = Words::tr("%1 of %2 verbs in namespace %3").arg(allowed).arg(asked).arg(report.nameSpace);
    if (!optional.isEmpty() && look.isEmpty() && change.isEmpty())
        evidence += QStringLiteral("; ") + Words::tr("%1 optional ones are missing").arg(optional.size());
    const QString remedy =
        Words::tr("ask whoever runs the cluster for a Role with these verbs in namespace %1, bound to %2.")
            .arg(report.nameSpace, report.userName.isEmpty() ? Words::tr("this user") : report.userName);
    if (reviewsFailed && allowed == 0)
        return fail(evidence, Words::tr("The server does not say what this user may do."),
                    Words::tr("%1.").arg(reviewProblem), remedy);
    if (!look.isEmpty())
        return fail(evidence, Words::tr("This user may not see what the console shows."),
                    Words::tr("Missing: %1.").arg(look.join(QStringLiteral(", "))), remedy);
    if (!change.isEmpty())
        warn(evidence, Words::tr("This user may look, and not do everything."),
             Words::tr("Missing: %1.").arg(change.join(QStringLiteral(", "))), remedy);
    else
        pass(evidence);
    askVersion();
}

void ConnectionTest::Private::askVersion()
{
    begin(Layer::Version, options.request * 4); // a read is repeated by the client's retry policy
    sentAt = clock.elapsed();
    calls.clear();
    calls.push_back(send(Verb::Get, QStringLiteral("/version"), {}, [this](const ApiResult<Response> &answer) {
        if (!answer)
            return fail({}, Words::tr("The server does not say its version."),
                        Words::tr("%1.").arg(answer.error().message), answer.error().remedy);
        hear(*answer);
        const Json json = parsed(*answer);
        report.version = jsonString(json, {"gitVersion"});
        report.platform = jsonString(json, {"platform"});
        const int major = leadingNumber(jsonString(json, {"major"}));
        const int minor = leadingNumber(jsonString(json, {"minor"})); // "27+" on some clouds
        if (report.version.isEmpty() || major < 0 || minor < 0)
            return fail({}, Words::tr("The server's version cannot be read."), {},
                        Words::tr("check that the address is that of a Kubernetes API server."));
        QStringList missing;
        for (const Feature &feature : features) {
            const bool present = major > 1 || minor >= feature.minor;
            report.features.append({QLatin1String(feature.name), QStringLiteral("1.%1").arg(feature.minor), present});
            if (!present)
                missing.append(QLatin1String(feature.name));
        }
        const QString evidence =
            report.platform.isEmpty() ? report.version : report.version + QStringLiteral(", ") + report.platform;
        if (major == 1 && minor < OldestMinor)
            return fail(evidence, Words::tr("Version %1 is older than the console can use.").arg(report.version),
                        Words::tr("Missing: %1.").arg(missing.join(QStringLiteral(", "))),
                        Words::tr("use a cluster of v1.27 or newer."));
        pass(missing.isEmpty() ? Words::tr("%1, all features").arg(evidence)
                               : Words::tr("%1, without %2").arg(evidence, missing.join(QStringLiteral(", "))));
        compareClocks();
    }));
}

void ConnectionTest::Private::compareClocks()
{
    begin(Layer::Clock, options.request);
    if (!report.clockSkew) {
        warn(Words::tr("no Date header"), Words::tr("The server does not say its time."), {},
             Words::tr("check this machine's clock by hand."));
        return finish();
    }
    const auto skew = *report.clockSkew;
    const auto size = skew < 0ms ? -skew : skew;
    const QString seconds = QString::number(double(size.count()) / 1000, 'f', 1);
    const QString evidence = skew < 0ms ? Words::tr("the server's clock is %1 s behind ours").arg(seconds)
                                        : Words::tr("the server's clock is %1 s ahead of ours").arg(seconds);
    const QString remedy = Words::tr("set this machine's clock by NTP; if it is right, tell whoever runs the cluster.");
    if (size < SkewTold) {
        pass(Words::tr("within %1 s of the server's").arg(seconds));
        return finish();
    }
    if (size < SkewRefused) {
        warn(evidence, Words::tr("The clocks differ by %1 s.").arg(seconds), Words::tr("Ages are wrong by as much."),
             remedy);
        return finish();
    }
    fail(evidence, Words::tr("The clocks differ by %1 s.").arg(seconds),
         Words::tr("Tokens and certificates are refused at the wrong time, and ages are wrong."), remedy);
}

} // namespace zdtp::k8s
