#include "infoplane/data/inflate.h"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <new>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// the largest window, and either header
constexpr int kAnyHeader = 15 + 32;

}  // namespace

std::string inflate_all(std::string_view data, const std::string& where) {
  z_stream stream{};
  if (inflateInit2(&stream, kAnyHeader) != Z_OK) throw std::bad_alloc();
  // zlib does not write to its input
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  std::string out;
  int status = Z_OK;
  while (status == Z_OK) {
    std::array<char, 65536> block;
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = block.size();
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(block.data(), block.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END || stream.avail_in != 0) {
    throw DataError(fmt::format("{}: expected compressed data, found damaged ones", where));
  }
  return out;
}

}  // namespace infoplane
