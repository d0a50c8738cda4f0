#pragma once

#include "k8s/probe/connectiontest.h"
#include "k8s/rest/execconsent.h"
#include "models/connection/clustersettings.h"
#include "models/session/clustersession.h"
#include "models/tables/contexttablemodel.h"

#include <QObject>
#include <QPair>

#include <functional>
#include <memory>

namespace zdtp::ui {

/// What the window asks of the composition root: which clusters there are, what this console keeps about them, and the
/// connection to one of them. GUI thread only; outlives the window.
class ClusterDirectory : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual QList<tables::ContextLine> clusters() const = 0;
    /// nullptr while no cluster could be opened; problem() says why.
    virtual ClusterSession *session() const = 0;
    virtual QString problem() const = 0;
    virtual QString currentContext() const = 0;
    /// Closes the present connection and opens this one. `context` empty: the current one again, from its files.
    virtual void open(const QString &context) = 0;

    virtual ContextSettings settings(const QString &context) const = 0;
    /// Guards count at once; another namespace or certificate name connects anew where it is the current context.
    virtual Result<void> setSettings(const QString &context, const ContextSettings &settings) = 0;
    /// How a context is reached, in pairs for people: user, authority, proxy. No credentials.
    virtual QList<QPair<QString, QString>> facts(const QString &context) const = 0;
    /// A test of the way to a context, not started. An error: its kubeconfig does not even say how.
    virtual Result<std::unique_ptr<k8s::ConnectionTest>> connectionTest(const QString &context) = 0;
    /// What a test found, for the list.
    virtual void noteTest(const QString &context, const k8s::ConnectionReport &report) = 0;

    /// Adds a kubeconfig by reference; nothing of it is run or sent. What is worth knowing (names that are taken) comes
    /// back as a note.
    virtual Result<QString> addFile(const QString &path) = 0;
    /// Where the secrets of a pasted kubeconfig go, in words; not lasting: for this session only. Answers once, later.
    virtual void askSecretStore(std::function<void(bool lasting, const QString &words)> done) = 0;
    /// Names of kubeconfigs that were pasted.
    virtual QStringList pastedNames() const = 0;
    /// Keeps a pasted kubeconfig, its secrets apart from it. Answers once, later, with a note as addFile().
    virtual void addPasted(const QString &name, const QByteArray &kubeconfig,
                           std::function<void(Result<QString>)> done) = 0;
    /// Takes an added file out of the list; the file itself stays as it is, except for one that was pasted: that goes,
    /// with its secrets.
    virtual Result<void> removeFile(const QString &path) = 0;
    /// Files whose content is no longer what the console has read.
    virtual QStringList changedFiles() const = 0;

    /// The sign-in program that the context to open wants to run, while it was not agreed to.
    virtual std::optional<k8s::ExecRequest> wantedConsent() const = 0;
    /// Keeps the agreement and opens the context.
    virtual Result<void> giveConsent() = 0;
    virtual void refuseConsent() = 0;
    /// Ends the sign-in programs that run.
    virtual void cancelSignIn() = 0;

signals:
    /// wantedConsent() has one.
    void consentWanted();
    /// A sign-in program runs; what it says; it ended, with a problem or without.
    void signInStarted(const QString &commandLine);
    void signInSaid(const QString &text);
    void signInEnded(const QString &problem);
    /// The present session is about to be destroyed: let go of it now.
    void sessionClosing();
    /// session() and problem() have new values.
    void sessionChanged();
    /// Lines, settings, or files.
    void clustersChanged();
};

} // namespace zdtp::ui
