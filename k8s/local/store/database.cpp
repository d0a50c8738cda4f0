#include "k8s/local/store/database.h"

#include "k8s/local/base/files.h"

#include <fcntl.h>
#include <sqlite3.h>

namespace zdtp::local {

namespace {

void bindText(sqlite3_stmt *statement, int index, std::string_view text)
{
    // The bound text outlives the step, so nothing is copied.
    sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

std::string_view columnText(sqlite3_stmt *statement, int index)
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_blob(statement, index));
    return text ? std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, index)))
                : std::string_view();
}

} // namespace

void Database::Finalize::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

Database::Database(const std::string &path, int maxPages) : m_path(path)
{
    // It holds Secrets. Its journal gets the same mode.
    Fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)).reset(); // closed before SQLite locks it
    const int opened =
        sqlite3_open_v2(path.c_str(), &m_db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    try {
        if (opened != SQLITE_OK)
            raise("open");
        // This server is alone on its data folder (it holds the folder's lock), so the index of the write-ahead log can
        // stay in memory; a shared one would be mapped from a file, and a full disk would then kill the process.
        execute("PRAGMA locking_mode=EXCLUSIVE");
        execute("PRAGMA journal_mode=WAL");
        // An acknowledged write survives a power cut, not only a killed process. Writes share their syncs (see Store).
        execute("PRAGMA synchronous=FULL");
        execute("PRAGMA temp_store=MEMORY");
        execute("PRAGMA journal_size_limit=16777216");
        if (maxPages > 0)
            execute(("PRAGMA max_page_count=" + std::to_string(maxPages)).c_str());
        execute(
            "CREATE TABLE IF NOT EXISTS objects(resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,"
            " revision INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE(resource, namespace, name))");
        execute("CREATE TABLE IF NOT EXISTS counter(id INTEGER PRIMARY KEY CHECK(id = 1), revision INTEGER NOT NULL)");
        // Starts above 1 as a real cluster does, so that nothing takes a small number for a version of its own.
        execute("INSERT OR IGNORE INTO counter(id, revision) VALUES(1, 100)");
        m_put = prepare("INSERT INTO objects(resource, namespace, name, revision, body) VALUES(?1, ?2, ?3, ?4, ?5)"
                        " ON CONFLICT(resource, namespace, name) DO UPDATE SET revision=?4, body=?5");
        m_remove = prepare("DELETE FROM objects WHERE resource=?1 AND namespace=?2 AND name=?3");
        m_counter = prepare("UPDATE counter SET revision=?1 WHERE id=1");
    } catch (...) {
        m_put.reset();
        m_remove.reset();
        m_counter.reset();
        sqlite3_close(m_db);
        throw;
    }
}

Database::~Database()
{
    m_put.reset();
    m_remove.reset();
    m_counter.reset();
    sqlite3_close(m_db);
}

void Database::raise(const char *doing)
{
    const int code = m_db ? sqlite3_errcode(m_db) & 0xff : SQLITE_NOMEM;
    std::string text = std::string("cannot ") + doing + " the store " + m_path + ": ";
    text += m_db ? sqlite3_errmsg(m_db) : "out of memory";
    if (code == SQLITE_FULL)
        text += ". Free space on that disk; nothing stored is lost";
    else if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        text += ". Move the file away, or empty the local cluster with: zdtp-local reset";
    else if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_PERM)
        text += ". Make the folder writable, or choose another one with --data";
    throw Failure(text);
}

Database::Statement Database::prepare(const char *sql)
{
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v3(m_db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
        raise("read");
    return Statement(statement);
}

void Database::execute(const char *sql)
{
    if (sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        raise("write");
}

void Database::step(sqlite3_stmt *statement)
{
    const int result = sqlite3_step(statement);
    if (result != SQLITE_DONE) {
        sqlite3_reset(statement);
        raise("write");
    }
    sqlite3_reset(statement);
}

void Database::load(const std::function<void(Row)> &each)
{
    const Statement statement = prepare("SELECT resource, namespace, name, revision, body FROM objects");
    int result = 0;
    while ((result = sqlite3_step(statement.get())) == SQLITE_ROW) {
        Row row;
        row.resource = columnText(statement.get(), 0);
        row.ns = columnText(statement.get(), 1);
        row.name = columnText(statement.get(), 2);
        row.revision = sqlite3_column_int64(statement.get(), 3);
        row.body = columnText(statement.get(), 4);
        each(std::move(row));
    }
    if (result != SQLITE_DONE)
        raise("read");
}

std::int64_t Database::revision()
{
    const Statement statement = prepare("SELECT revision FROM counter WHERE id=1");
    if (sqlite3_step(statement.get()) != SQLITE_ROW)
        raise("read");
    return sqlite3_column_int64(statement.get(), 0);
}

void Database::begin()
{
    execute("BEGIN IMMEDIATE");
}

void Database::put(const Row &row)
{
    bindText(m_put.get(), 1, row.resource);
    bindText(m_put.get(), 2, row.ns);
    bindText(m_put.get(), 3, row.name);
    sqlite3_bind_int64(m_put.get(), 4, row.revision);
    sqlite3_bind_blob(m_put.get(), 5, row.body.data(), static_cast<int>(row.body.size()), SQLITE_STATIC);
    step(m_put.get());
}

void Database::remove(std::string_view resource, std::string_view ns, std::string_view name)
{
    bindText(m_remove.get(), 1, resource);
    bindText(m_remove.get(), 2, ns);
    bindText(m_remove.get(), 3, name);
    step(m_remove.get());
}

void Database::commit(std::int64_t revision)
{
    sqlite3_bind_int64(m_counter.get(), 1, revision);
    step(m_counter.get());
    execute("COMMIT");
}

void Database::rollback()
{
    // SQLite may have rolled back by itself when the disk was full.
    if (sqlite3_get_autocommit(m_db) == 0)
        sqlite3_exec(m_db, "ROLLBACK", nullptr, nullptr, nullptr);
}

} // namespace zdtp::local
