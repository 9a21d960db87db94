#pragma once

#include <string>
#include <string_view>

namespace infoplane {

/// What a zlib or gzip stream holds, which must end where `data` does, with the right checksum.
/// `where` is what errors call it. Throws DataError if it is damaged or more follows.
std::string inflate_all(std::string_view data, const std::string& where);

}  // namespace infoplane
