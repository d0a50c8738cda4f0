#pragma once

#include "models/tables/keyedtablemodel.h"

#include <QDateTime>

namespace zdtp::tables {

/// A cluster that the console could connect to.
struct ContextLine
{
    QString context; ///< its name in the kubeconfig, "local" for the local cluster
    QString title;
    QString server;
    QString authentication;
    QString file; ///< where it stands
    QString nameSpace;
    State connection = State::NotTried;
    QString connectionWord; ///< "Connected", "Not connected"
    QString version;
    QDateTime since; ///< when the connection took the state that is shown; invalid: never tried
    int colour = 0;  ///< index of the context colour
    bool current = false;
    bool readOnly = false;
    bool isProtected = false;
    bool insecure = false;  ///< nobody checks the server's certificate
    bool removable = false; ///< its file was added in the console
    friend bool operator==(const ContextLine &, const ContextLine &) = default;
};

class ContextTableModel final : public KeyedTableModel<ContextLine>
{
    Q_OBJECT

public:
    enum Column {
        ContextColumn,
        ConnectionColumn,
        ServerColumn,
        AuthenticationColumn,
        VersionColumn,
        GuardsColumn,
        ColumnCount
    };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString keyOf(const ContextLine &line) const override { return line.context; }

private:
    static QString guards(const ContextLine &line);
    QString text(const ContextLine &line, int column) const;
};

} // namespace zdtp::tables
