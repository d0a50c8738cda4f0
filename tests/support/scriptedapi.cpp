#include "tests/support/scriptedapi.h"

#include "k8s/base/json.h"

#include <QDateTime>
#include <QLocale>

namespace zdtp::test {

namespace {

QByteArray httpDate(const QDateTime &when)
{
    return QLocale::c().toString(when.toUTC(), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'")).toLatin1();
}

} // namespace

void ScriptedApi::operator()(const ScriptServer::Seen &seen, const ScriptServer::Answer &answer) const
{
    QByteArray headers = "Content-Type: application/json\r\n";
    if (dates)
        headers += "Date: " + httpDate(QDateTime::currentDateTimeUtc().addSecs(clockOff)) + "\r\n";
    if (silent)
        return;
    if (page)
        return answer.send(200, "<html><body>Please sign in</body></html>", "Content-Type: text/html\r\n");
    const Json body = Json::parse(seen.body.cbegin(), seen.body.cend(), nullptr, false);
    const auto status = [&](int code, const char *reason, const QByteArray &message) {
        answer.send(code,
                    R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":")" + QByteArray(reason) +
                        R"(","message":")" + message + R"(","code":)" + QByteArray::number(code) + "}",
                    headers);
    };
    if (seen.target.contains("selfsubjectreviews")) {
        if (signIn == 401)
            return status(401, "Unauthorized", "Unauthorized");
        if (signIn == 403)
            return status(403, "Forbidden", user + " cannot create selfsubjectreviews");
        if (signIn == 404)
            return status(404, "NotFound", "the server could not find the requested resource");
        return answer.send(201,
                           R"({"kind":"SelfSubjectReview","status":{"userInfo":{"username":")" + user +
                               R"(","groups":["dba"]}}})",
                           headers);
    }
    if (seen.target.contains("selfsubjectaccessreviews")) {
        if (reviewsRefused)
            return status(403, "Forbidden", "no reviews here");
        const Json *what = jsonAt(body, {"spec", "resourceAttributes"});
        QString name = jsonString(*what, {"verb"}) + u' ' + jsonString(*what, {"resource"});
        if (what->contains("subresource"))
            name += u'/' + jsonString(*what, {"subresource"});
        const bool yes = !denied.contains(name);
        return answer.send(201,
                           QByteArray(R"({"kind":"SelfSubjectAccessReview","status":{"allowed":)") +
                               (yes ? "true" : "false") + R"(,"reason":"RBAC"}})",
                           headers);
    }
    if (seen.target.contains("selfsubjectrulesreviews"))
        return answer.send(201,
                           R"({"kind":"SelfSubjectRulesReview","status":{"resourceRules":[{"verbs":["*"],)"
                           R"("apiGroups":["*"],"resources":["*"]}],"incomplete":false}})",
                           headers);
    if (seen.target == "/version")
        return answer.send(200,
                           R"({"major":")" + major + R"(","minor":")" + minor + R"(","gitVersion":"v)" + major + '.' +
                               minor.left(2) + R"(.0","platform":"linux/amd64"})",
                           headers);
    status(404, "NotFound", "not here");
}

} // namespace zdtp::test
