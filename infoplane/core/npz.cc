#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zip.h>

#include <algorithm>
#include <memory>
#include <new>

#include "infoplane/core/errors.h"
#include "infoplane/core/npy.h"

namespace infoplane {
namespace {

struct Closer {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Archive = std::unique_ptr<zip_t, Closer>;
using Member = std::unique_ptr<zip_file_t, Closer>;
using Source = std::unique_ptr<zip_source_t, Closer>;

constexpr std::string_view kSuffix = ".npy";

// 1 January 1980 at midnight, the first moment that an archive can name
constexpr zip_uint16_t kFixedTime = 0;
constexpr zip_uint16_t kFixedDate = (1U << 5) | 1U;

// deflate makes at most 1032 bytes out of one
constexpr zip_uint64_t kGreatestExpansion = 1032;

Archive open_archive(std::string_view bytes, const std::string& name) {
  // libzip takes no bytes at all for an empty archive
  if (bytes.empty())
    throw DataError(fmt::format("{}: expected an .npz archive, found nothing", name));
  zip_error_t error;
  zip_error_init(&error);
  Source source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error));
  Archive archive(source ? zip_open_from_source(source.get(), ZIP_RDONLY | ZIP_CHECKCONS, &error)
                         : nullptr);
  const std::string why = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (!archive) throw DataError(fmt::format("{}: expected an .npz archive: {}", name, why));
  // the archive owns it now
  (void)source.release();
  return archive;
}

// the content of a member, its CRC-32 checked
std::string read_member(zip_t* archive, zip_uint64_t index, std::size_t archive_size,
                        const std::string& where) {
  zip_stat_t stat;
  if (zip_stat_index(archive, index, 0, &stat) != 0 || stat.comp_size > archive_size ||
      stat.size > kGreatestExpansion * stat.comp_size) {
    throw DataError(fmt::format("{}: expected a member, found a damaged entry", where));
  }
  const Member member(zip_fopen_index(archive, index, 0));
  if (!member) throw DataError(fmt::format("{}: {}", where, zip_strerror(archive)));
  // one byte more than there should be, so that the end is seen and with it the checksum
  std::string content(stat.size + 1, '\0');
  std::size_t used = 0;
  while (used < content.size()) {
    const zip_int64_t n = zip_fread(member.get(), content.data() + used, content.size() - used);
    if (n < 0) {
      throw DataError(fmt::format("{}: damaged: {}", where, zip_file_strerror(member.get())));
    }
    if (n == 0) break;
    used += static_cast<std::size_t>(n);
  }
  if (used != stat.size) {
    throw DataError(fmt::format("{}: expected {} bytes, found {}", where, stat.size, used));
  }
  content.resize(used);
  return content;
}

void add_member(zip_t* archive, const std::string& name, const std::string& content) {
  Source source(zip_source_buffer(archive, content.data(), content.size(), 0));
  const std::string member = name + std::string(kSuffix);
  const zip_int64_t added = zip_file_add(archive, member.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
  if (added < 0) {
    throw InvalidArgument(
        fmt::format("npz: array '{}' cannot be stored: {}", name, zip_strerror(archive)));
  }
  // the archive owns it now
  (void)source.release();
  const auto index = static_cast<zip_uint64_t>(added);
  zip_set_file_compression(archive, index, ZIP_CM_STORE, 0);
  zip_file_set_dostime(archive, index, kFixedTime, kFixedDate, 0);
}

// all bytes of a source
std::string read_source(zip_source_t* source) {
  zip_stat_t stat;
  std::string bytes;
  if (zip_source_stat(source, &stat) == 0 && zip_source_open(source) == 0) {
    bytes.resize(stat.size);
    const zip_int64_t n = zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    if (n == static_cast<zip_int64_t>(bytes.size())) return bytes;
  }
  throw WorkError(fmt::format("npz: {}", zip_error_strerror(zip_source_error(source))));
}

}  // namespace

NpzArrays parse_npz(std::string_view bytes, const std::string& name,
                    const std::vector<std::string>& only) {
  const Archive archive = open_archive(bytes, name);
  const zip_int64_t n_members = zip_get_num_entries(archive.get(), 0);
  NpzArrays arrays;
  std::vector<std::string> names;
  for (zip_int64_t i = 0; i < n_members; ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    const char* raw = zip_get_name(archive.get(), index, 0);
    const std::string member = raw == nullptr ? "" : raw;
    if (!member.ends_with(kSuffix)) {
      throw DataError(fmt::format("{}: expected members NAME.npy, found '{}'", name, member));
    }
    std::string array = member.substr(0, member.size() - kSuffix.size());
    names.push_back(array);
    if (!only.empty() && std::ranges::find(only, array) == only.end()) continue;
    const std::string where = fmt::format("{}: {}", name, member);
    const std::string content = read_member(archive.get(), index, bytes.size(), where);
    arrays.emplace_back(std::move(array), parse_npy(content, where));
  }
  for (const std::string& wanted : only) {
    if (std::ranges::find(names, wanted) != names.end()) continue;
    throw DataError(
        fmt::format("{}: expected an array {}, found {}", name, wanted,
                    names.empty() ? "none" : fmt::format("only {}", fmt::join(names, ", "))));
  }
  return arrays;
}

std::string format_npz(const NpzArrays& arrays) {
  if (arrays.empty()) throw InvalidArgument("npz: no arrays, but there must be at least one");
  // the archive only refers to the contents until it is closed
  std::vector<std::string> contents;
  for (const auto& [name, array] : arrays) contents.push_back(format_npy(array));

  const Source target(zip_source_buffer_create(nullptr, 0, 0, nullptr));
  if (!target) throw std::bad_alloc();
  zip_source_keep(target.get());
  Archive archive(zip_open_from_source(target.get(), ZIP_TRUNCATE, nullptr));
  if (!archive) throw std::bad_alloc();
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    add_member(archive.get(), arrays[i].first, contents[i]);
  }
  if (zip_close(archive.get()) != 0) {
    throw WorkError(fmt::format("npz: {}", zip_strerror(archive.get())));
  }
  (void)archive.release();
  return read_source(target.get());
}

}  // namespace infoplane
