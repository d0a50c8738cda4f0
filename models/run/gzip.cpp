#include "models/run/gzip.h"

#include <QCoreApplication>

#include <zlib.h>

namespace zdtp {

namespace {
constexpr int GzipWindow = 15 + 16; // 16: with a gzip head instead of a zlib one
constexpr qsizetype Chunk = 64 * 1024;
} // namespace

QByteArray gzip(const QByteArray &bytes)
{
    z_stream stream{};
    QByteArray out;
    if (deflateInit2(&stream, 9, Z_DEFLATED, GzipWindow, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return out;
    out.resize(qsizetype(deflateBound(&stream, uLong(bytes.size()))));
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return out;
}

Result<QByteArray> gunzip(const QByteArray &bytes, qsizetype limit)
{
    z_stream stream{};
    if (inflateInit2(&stream, GzipWindow) != Z_OK)
        return fail(QCoreApplication::translate("Record", "the compressed part cannot be read"));
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = uInt(bytes.size());
    QByteArray out;
    int state = Z_OK;
    while (state == Z_OK) {
        const qsizetype had = out.size();
        if (had > limit) {
            inflateEnd(&stream);
            return fail(QCoreApplication::translate("Record", "the compressed part is larger than any record"));
        }
        out.resize(had + Chunk);
        stream.next_out = reinterpret_cast<Bytef *>(out.data() + had);
        stream.avail_out = uInt(Chunk);
        state = inflate(&stream, Z_NO_FLUSH);
        out.resize(had + Chunk - qsizetype(stream.avail_out));
        if (state == Z_OK && stream.avail_in == 0 && stream.avail_out != 0)
            break; // cut off
    }
    inflateEnd(&stream);
    if (state != Z_STREAM_END)
        return fail(QCoreApplication::translate("Record", "the compressed part is damaged"));
    return out;
}

} // namespace zdtp
