#include "infoplane/core/file.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/temporary_folder.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

// while it lives, a write beyond `bytes` of a file fails (EFBIG), as on a full disk
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit{bytes, old_limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_limit_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*old_handler_)(int);
  rlimit old_limit_{};
};

TEST(File, ReadsBackWhatWasWritten) {
  const TemporaryFolder folder;
  const std::string bytes("a\0b\nc", 5);
  for (const std::string& content : {bytes, std::string(), std::string(100000, 'x')}) {
    write_file(folder / "file", content);
    EXPECT_EQ(read_file(folder / "file"), content);
  }
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("file"));
}

TEST(File, ReadsWhatHasNoSize) {
  // a file of the kernel: its size is said to be 0
  EXPECT_FALSE(read_file("/proc/self/status").empty());
}

TEST(File, ReadingSaysWhichFileAndWhy) {
  const TemporaryFolder folder;
  EXPECT_TRUE(throws_with<DataError>([&] { read_file(folder / "none"); },
                                     "none: cannot be read: No such file or directory"));
  EXPECT_TRUE(throws_with<DataError>([&] { read_file(folder.path()); }, "Is a directory"));
}

TEST(File, WritingSaysWhichFileAndWhy) {
  const TemporaryFolder folder;
  EXPECT_TRUE(throws_with<WorkError>([&] { write_file(folder / "none" / "file", "x"); },
                                     "file: cannot be written: No such file or directory"));
}

TEST(File, AFullDiskLeavesTheOldContentAndNothingElse) {
  const TemporaryFolder folder;
  write_file(folder / "file", "old");
  {
    const FileSizeLimit limit(4096);
    EXPECT_TRUE(
        throws_with<WorkError>([&] { write_file(folder / "file", std::string(10000, 'x')); },
                               "file: cannot be written: File too large"));
  }
  EXPECT_EQ(read_file(folder / "file"), "old");
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("file"));
}

TEST(File, AFailedRenameLeavesNoTemporary) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "taken" / "inside");
  EXPECT_TRUE(throws_with<WorkError>([&] { write_file(folder / "taken", "x"); }, "taken"));
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("taken"));
}

TEST(File, TemporariesOfKilledProgramsDoNotHurtAndCanBeRemoved) {
  const TemporaryFolder folder;
  // the very name that this program tries first
  const std::string leftover = ".file.tmp-" + std::to_string(::getpid()) + "-0";
  std::ofstream(folder / leftover) << "half";
  write_file(folder / "file", "new");
  EXPECT_EQ(read_file(folder / "file"), "new");
  EXPECT_EQ(read_file(folder / leftover), "half");

  std::ofstream(folder / "notes.tmp-1") << "the user's own";
  remove_temporaries(folder.path());
  EXPECT_THAT(names_in(folder.path()), testing::UnorderedElementsAre("file", "notes.tmp-1"));
}

TEST(File, ManyWritersOfOneFileLeaveOneOfTheirContents) {
  const TemporaryFolder folder;
  const fs::path path = folder / "file";
  std::vector<std::thread> writers;
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    writers.emplace_back([&path, letter] {
      for (int i = 0; i < 20; ++i) write_file(path, std::string(5000, letter));
    });
  }
  for (auto& writer : writers) writer.join();
  const std::string content = read_file(path);
  EXPECT_EQ(content, std::string(5000, content.at(0)));
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("file"));
}

TEST(File, MakesFoldersAndThoseAbove) {
  const TemporaryFolder folder;
  make_directory(folder.path() / "a" / "b");
  make_directory(folder.path() / "a" / "b");
  EXPECT_TRUE(fs::is_directory(folder.path() / "a" / "b"));
  write_file(folder / "file", "");
  EXPECT_TRUE(
      throws_with<WorkError>([&] { make_directory(folder.path() / "file" / "c"); }, "file/c"));
}

TEST(DirectoryLock, IsForOneAtATime) {
  const TemporaryFolder folder;
  {
    const DirectoryLock lock(folder.path());
    EXPECT_TRUE(throws_with<WorkError>(
        [&] { const DirectoryLock second(folder.path()); },
        folder.path().string() + ": another infoplane works in this directory"));
  }
  EXPECT_NO_THROW(const DirectoryLock again(folder.path()));
}

TEST(DirectoryLock, IsLetGoWhenItsProgramIsKilled) {
  const TemporaryFolder folder;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const DirectoryLock lock(folder.path());
    const ssize_t written = ::write(ready[1], "x", 1);
    while (written == 1) ::pause();  // NOLINT(bugprone-infinite-loop): until it is killed
    ::_exit(1);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_THROW(const DirectoryLock lock(folder.path()), WorkError);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_NO_THROW(const DirectoryLock lock(folder.path()));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(DirectoryLock, NeedsTheFolder) {
  const TemporaryFolder folder;
  EXPECT_TRUE(throws_with<WorkError>([&] { const DirectoryLock lock(folder / "none"); },
                                     "none/.lock: cannot be written: No such file"));
}

TEST(Sha256, MatchesTheStandardsExamples) {
  // FIPS 180-2 appendix B, and `printf '' | sha256sum`
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace infoplane
