#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "infoplane/weights/training_information.h"

namespace infoplane {

/// What a measurement belongs to: a checkpoint's bytes, what was asked of it, and the program's
/// version. Throws DataError if the checkpoint cannot be read.
std::string information_fingerprint(const std::filesystem::path& checkpoint,
                                    const std::string& asked);

/// The information in networks' weights on disk, in the folder weights/information/ of a run
/// directory, a file for each replica and epoch; docs/formats.md, "Information in the weights".
/// Thread-safe for different networks.
class InformationStore {
 public:
  explicit InformationStore(const std::filesystem::path& run)
      : folder_(run / "weights" / "information") {}

  /// Empty if there is none with this fingerprint, or the file is damaged: it can be measured anew.
  [[nodiscard]] std::optional<NetworkInformation> load(std::uint32_t replica, std::size_t epoch,
                                                       const std::string& fingerprint) const;
  /// Throws WorkError if it cannot be written.
  void save(std::uint32_t replica, std::size_t epoch, const std::string& fingerprint,
            const NetworkInformation& information) const;

 private:
  [[nodiscard]] std::filesystem::path path(std::uint32_t replica, std::size_t epoch) const;

  std::filesystem::path folder_;
};

}  // namespace infoplane
