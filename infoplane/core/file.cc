#include "infoplane/core/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporaryMark = ".tmp-";

std::string system_message(int error) { return std::generic_category().message(error); }

// open(2) with close-on-exec; tried again when a signal came between
int open_file(const fs::path& path, int flags) {
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor;
}

// writes all the bytes and closes; returns 0 or errno
int write_and_close(int descriptor, std::string_view bytes) {
  int error = 0;
  while (!bytes.empty() && error == 0) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  // network and quota file systems may report a full disk only now
  if (::close(descriptor) != 0 && error == 0 && errno != EINTR) error = errno;
  return error;
}

WorkError cannot_write(const fs::path& path, int error) {
  return WorkError(fmt::format("{}: cannot be written: {}", path.string(), system_message(error)));
}

}  // namespace

std::string read_file(const fs::path& path) {
  const auto failure = [&path](int error) {
    return DataError(fmt::format("{}: cannot be read: {}", path.string(), system_message(error)));
  };
  const int descriptor = open_file(path, O_RDONLY);
  if (descriptor < 0) throw failure(errno);

  // the size is only a guess of what will come: the file may be a pipe
  std::error_code no_size;
  const auto size = fs::file_size(path, no_size);
  std::string bytes;
  std::size_t used = 0;
  int error = 0;
  while (true) {
    if (used == bytes.size()) bytes.resize(used == 0 && !no_size ? size + 1 : 2 * used + 4096);
    const ssize_t n = ::read(descriptor, bytes.data() + used, bytes.size() - used);
    if (n == 0) break;
    if (n > 0) {
      used += static_cast<std::size_t>(n);
    } else if (errno != EINTR) {
      error = errno;
      break;
    }
  }
  ::close(descriptor);
  if (error != 0) throw failure(error);
  bytes.resize(used);
  return bytes;
}

void write_file(const fs::path& path, std::string_view bytes) {
  // the first free name: another thread, or a killed program with the same id, may hold earlier
  // ones
  fs::path temporary;
  int descriptor = -1;
  for (int n = 0; descriptor < 0; ++n) {
    temporary = path.parent_path() /
                fmt::format(".{}{}{}-{}", path.filename().string(), kTemporaryMark, ::getpid(), n);
    descriptor = open_file(temporary, O_WRONLY | O_CREAT | O_EXCL);
    if (descriptor < 0 && errno != EEXIST) throw cannot_write(path, errno);
  }
  int error = write_and_close(descriptor, bytes);
  if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    throw cannot_write(path, error);
  }
}

void remove_temporaries(const fs::path& directory) {
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(directory, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.') && name.find(kTemporaryMark) != std::string::npos) {
      fs::remove(entry.path(), ignored);
    }
  }
}

void make_directory(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    throw WorkError(
        fmt::format("{}: the folder cannot be made: {}", path.string(), error.message()));
  }
}

DirectoryLock::DirectoryLock(const fs::path& directory)
    : descriptor_(open_file(directory / ".lock", O_RDWR | O_CREAT)) {
  if (descriptor_ < 0) throw cannot_write(directory / ".lock", errno);
  while (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    if (error == EINTR) continue;
    ::close(descriptor_);
    throw WorkError(
        error == EWOULDBLOCK
            ? fmt::format("{}: another infoplane works in this directory", directory.string())
            : fmt::format("{}: cannot be locked: {}", directory.string(), system_message(error)));
  }
}

DirectoryLock::~DirectoryLock() { ::close(descriptor_); }

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw WorkError("sha256: the system's OpenSSL refuses to compute it");
  }
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

}  // namespace infoplane
