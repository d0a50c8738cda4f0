#pragma once

#include "k8s/base/error.h"

#include <tl/expected.hpp>

namespace zdtp {

/// A value or the error that stood in its way. Parsers are total: bytes in, Result out.
template <typename T, typename E = Error>
using Result = tl::expected<T, E>;

template <typename E>
tl::unexpected<std::decay_t<E>> fail(E &&error)
{
    return tl::unexpected<std::decay_t<E>>(std::forward<E>(error));
}

inline tl::unexpected<Error> fail(QString what, QString remedy = {}, Place place = {})
{
    return tl::unexpected<Error>(Error{std::move(what), std::move(remedy), std::move(place)});
}

} // namespace zdtp
