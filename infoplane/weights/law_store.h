#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/weights/law_plane.h"

namespace infoplane {

/// What was asked of a run: a law and the cells that are counted under it, in canonical spellings.
struct LawQuestion {
  std::string law;
  std::string estimator;

  friend bool operator==(const LawQuestion&, const LawQuestion&) = default;
};

/// Finished planes of random weights on disk, in the folder weights/ of a run directory, one .npz
/// file for each question; docs/formats.md, "Random weights".
class LawStore {
 public:
  explicit LawStore(const std::filesystem::path& run) : folder_(run / "weights") {}

  /// Empty if there is none of a law with this fingerprint (WeightLaw), or the file is damaged: it
  /// can be counted anew.
  [[nodiscard]] std::optional<LawPlane> load(const LawQuestion& question,
                                             const std::string& fingerprint) const;
  /// Throws WorkError if it cannot be written.
  void save(const LawPlane& plane, const std::string& fingerprint) const;

  /// What was asked before, in its order; writes what is new after it. Throws WorkError.
  [[nodiscard]] std::vector<LawQuestion> asked() const;
  void ask(const std::vector<LawQuestion>& questions) const;

 private:
  [[nodiscard]] std::filesystem::path path(const LawQuestion& question) const;

  std::filesystem::path folder_;
};

}  // namespace infoplane
