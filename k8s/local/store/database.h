#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace zdtp::local {

/// The file below the store: rows of bodies and one counter. One thread at a time. Every function throws Failure with
/// one line; after a failed write the open transaction is rolled back and the next one may succeed.
class Database
{
public:
    struct Row
    {
        std::string resource;
        std::string ns;
        std::string name;
        std::int64_t revision = 0;
        std::string body;
    };

    /// Opens or creates. `maxPages` bounds the file (0: unbounded), which is how tests fill the disk.
    Database(const std::string &path, int maxPages);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    void load(const std::function<void(Row)> &each);
    std::int64_t revision();

    void begin();
    void put(const Row &row);
    void remove(std::string_view resource, std::string_view ns, std::string_view name);
    /// Durable when it returns.
    void commit(std::int64_t revision);
    void rollback();

private:
    struct Finalize
    {
        void operator()(sqlite3_stmt *statement) const;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
    Statement prepare(const char *sql);
    void execute(const char *sql);
    void step(sqlite3_stmt *statement);
    [[noreturn]] void raise(const char *doing);

    std::string m_path;
    sqlite3 *m_db = nullptr;
    Statement m_put;
    Statement m_remove;
    Statement m_counter;
};

} // namespace zdtp::local
