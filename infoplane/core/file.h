#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace infoplane {

/// The whole file as bytes. Throws DataError if it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Writes `bytes` under a temporary name in the same folder and renames it to `path`, so that
/// whoever looks at `path` sees the old content or the new, never a part. Throws WorkError (no
/// space, no permission), leaving no temporary file behind.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// Removes from a folder and those in it what calls of write_file left there that were killed
/// half-way. Only for who holds the folder's DirectoryLock: it would also remove what another
/// program is writing.
void remove_temporaries(const std::filesystem::path& directory);

/// Makes a folder and those above it. Throws WorkError if it cannot.
void make_directory(const std::filesystem::path& path);

/// Holds a folder for this program alone (flock on `.lock` within it) until destroyed; the system
/// lets go of it if the program dies.
class DirectoryLock {
 public:
  /// Throws WorkError if another program holds it or the folder cannot be written.
  explicit DirectoryLock(const std::filesystem::path& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int descriptor_ = -1;
};

/// SHA-256 of the bytes, as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace infoplane
