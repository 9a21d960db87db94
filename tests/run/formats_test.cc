#include <gmock/gmock.h>

#include <string>

#include "infoplane/core/file.h"
#include "infoplane/run/config_keys.h"
#include "infoplane/run/training_log.h"

namespace infoplane {
namespace {

std::string formats_page() {
  return read_file(std::string(INFOPLANE_SOURCE_DIR) + "/docs/formats.md");
}

TEST(FormatsPage, DescribesEveryKey) {
  const std::string page = formats_page();
  for (const ConfigKey& key : config_keys()) {
    EXPECT_THAT(page, testing::HasSubstr("| `" + key.name + "` |"));
  }
}

TEST(FormatsPage, DescribesEveryColumnOfTheTrainingLog) {
  const std::string page = formats_page();
  for (const std::string& column : training_table({}, 1).header) {
    EXPECT_THAT(page, testing::HasSubstr("| `" + column.substr(0, column.find("_1"))));
  }
}

}  // namespace
}  // namespace infoplane
