#include "infoplane/weights/information_store.h"

#include <fmt/format.h>

#include <vector>

#include "infoplane/core/file.h"
#include "infoplane/core/npz_values.h"

namespace infoplane {
namespace {

constexpr std::size_t kNumbers = 7;

NpyArray doubles(const std::vector<double>& values) { return {{values.size()}, values}; }

}  // namespace

std::string information_fingerprint(const std::filesystem::path& checkpoint,
                                    const std::string& asked) {
  return sha256_hex(read_file(checkpoint) + "\n" + asked + "\n" + program_version());
}

std::filesystem::path InformationStore::path(std::uint32_t replica, std::size_t epoch) const {
  return folder_ / fmt::format("{:04}", replica) / fmt::format("{:08}.npz", epoch);
}

std::optional<NetworkInformation> InformationStore::load(std::uint32_t replica, std::size_t epoch,
                                                         const std::string& fingerprint) const {
  const NpzArrays arrays = read_npz_or_nothing(path(replica, epoch));
  const auto* origin = find_values<std::int64_t>(arrays, "fingerprint", fingerprint.size());
  const auto* numbers = find_values<double>(arrays, "numbers", kNumbers);
  const auto* test = find_values<double>(arrays, "test_accuracy");
  const auto* draws = find_values<double>(arrays, "code_draws");
  const auto* spread = find_values<double>(arrays, "spread");
  if (origin == nullptr || *origin != text_values(fingerprint) || numbers == nullptr ||
      test == nullptr || test->size() > 1 || draws == nullptr || spread == nullptr ||
      (!spread->empty() && spread->size() != 3)) {
    return std::nullopt;
  }
  NetworkInformation out;
  out.train_loss = (*numbers)[0];
  out.train_accuracy = (*numbers)[1];
  out.gaussian = Nats((*numbers)[2]);
  out.expected_loss = (*numbers)[3];
  out.pac_bayes = Nats((*numbers)[4]);
  out.code_mean = (*numbers)[5];
  out.code_noise = (*numbers)[6];
  out.code_draws = *draws;
  if (!test->empty()) out.test_accuracy = test->front();
  if (!spread->empty()) {
    out.spread = {static_cast<std::size_t>((*spread)[0]), (*spread)[1], (*spread)[2]};
  }
  return out;
}

void InformationStore::save(std::uint32_t replica, std::size_t epoch,
                            const std::string& fingerprint,
                            const NetworkInformation& information) const {
  const NetworkInformation& i = information;
  const std::vector<std::int64_t> print = text_values(fingerprint);
  std::vector<double> test;
  if (i.test_accuracy) test = {*i.test_accuracy};
  std::vector<double> spread;
  if (i.spread) {
    spread = {static_cast<double>(i.spread->n), i.spread->squared_bias, i.spread->variance};
  }
  NpzArrays arrays;
  arrays.emplace_back("fingerprint", NpyArray{{print.size()}, print});
  arrays.emplace_back("numbers",
                      doubles({i.train_loss, i.train_accuracy, i.gaussian.value(), i.expected_loss,
                               i.pac_bayes.value(), i.code_mean, i.code_noise}));
  arrays.emplace_back("test_accuracy", doubles(test));
  arrays.emplace_back("code_draws", doubles(i.code_draws));
  arrays.emplace_back("spread", doubles(spread));
  const std::filesystem::path file = path(replica, epoch);
  make_directory(file.parent_path());
  write_file(file, format_npz(arrays));
}

}  // namespace infoplane
