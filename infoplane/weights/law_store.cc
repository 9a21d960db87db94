#include "infoplane/weights/law_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "infoplane/core/file.h"
#include "infoplane/core/npz_values.h"
#include "infoplane/core/text.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/weights/asked_lines.h"

namespace infoplane {
namespace {

constexpr std::size_t kHashDigits = 8;

// all the numbers of LawInformation
constexpr Nats LawInformation::*kParts[] = {
    &LawInformation::h_t,          &LawInformation::h_t_given_x, &LawInformation::h_t_given_y,
    &LawInformation::i_xt_given_w, &LawInformation::i_xt,        &LawInformation::i_xw_given_t,
    &LawInformation::i_ty};
constexpr std::size_t kGroupFields = 4 + std::size(kParts);

// a row: cells, flags, groups, then left-out points
std::vector<double> pack(const LawPoint& point) {
  std::vector<double> row{static_cast<double>(point.cells), flag_bits(point.flags)};
  for (const GroupedInformation& group : point.by_vectors) {
    row.push_back(static_cast<double>(group.n_vectors));
    row.push_back(static_cast<double>(group.n_groups));
    row.push_back(group.i_xt_std_error.value());
    row.push_back(group.i_ty_std_error.value());
    for (const auto part : kParts) row.push_back((group.mean.*part).value());
  }
  for (const PlanePoint& rest : point.left_out) {
    row.push_back(rest.i_xt.value());
    row.push_back(rest.i_ty.value());
  }
  return row;
}

LawPoint unpack(std::span<const double> row, std::size_t n_levels) {
  LawPoint point;
  point.cells = static_cast<std::size_t>(row[0]);
  point.flags = flags_of_bits(row[1]);
  for (std::size_t k = 0; k < n_levels; ++k) {
    const std::span<const double> fields = row.subspan(2 + k * kGroupFields, kGroupFields);
    GroupedInformation group;
    group.n_vectors = static_cast<std::size_t>(fields[0]);
    group.n_groups = static_cast<std::size_t>(fields[1]);
    group.i_xt_std_error = Nats(fields[2]);
    group.i_ty_std_error = Nats(fields[3]);
    for (std::size_t i = 0; i < std::size(kParts); ++i) group.mean.*kParts[i] = Nats(fields[4 + i]);
    point.by_vectors.push_back(group);
  }
  for (std::size_t i = 2 + n_levels * kGroupFields; i + 1 < row.size(); i += 2) {
    point.left_out.push_back({Nats(row[i]), Nats(row[i + 1])});
  }
  return point;
}

}  // namespace

std::filesystem::path LawStore::path(const LawQuestion& question) const {
  const std::string text = question.law + "\n" + question.estimator;
  return folder_ / (sha256_hex(text).substr(0, kHashDigits) + ".npz");
}

void LawStore::save(const LawPlane& plane, const std::string& fingerprint) const {
  std::vector<double> points;
  for (const LawPoint& point : plane.points) {
    const std::vector<double> row = pack(point);
    points.insert(points.end(), row.begin(), row.end());
  }
  const auto whole = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  const std::vector<std::int64_t> sizes{whole(plane.n_vectors), whole(plane.n_samples),
                                        whole(plane.n_layers),
                                        whole(plane.points.front().by_vectors.size())};
  std::vector<std::int64_t> epochs;
  for (const std::size_t epoch : plane.epochs) epochs.push_back(whole(epoch));
  const std::vector<std::int64_t> print = text_values(fingerprint);
  const std::size_t n_points = plane.points.size();
  NpzArrays arrays;
  arrays.emplace_back("fingerprint", NpyArray{{print.size()}, print});
  arrays.emplace_back("sizes", NpyArray{{sizes.size()}, sizes});
  arrays.emplace_back("h_y", NpyArray{{1}, std::vector<double>{plane.h_y.value()}});
  arrays.emplace_back("epochs", NpyArray{{epochs.size()}, epochs});
  arrays.emplace_back("points", NpyArray{{n_points, points.size() / n_points}, points});
  make_directory(folder_);
  write_file(path({plane.law, plane.estimator}), format_npz(arrays));
}

std::optional<LawPlane> LawStore::load(const LawQuestion& question,
                                       const std::string& fingerprint) const {
  const NpzArrays arrays = read_npz_or_nothing(path(question));
  const auto* origin = find_values<std::int64_t>(arrays, "fingerprint", fingerprint.size());
  const auto* sizes = find_values<std::int64_t>(arrays, "sizes", 4);
  const auto* h_y = find_values<double>(arrays, "h_y", 1);
  const auto* epochs = find_values<std::int64_t>(arrays, "epochs");
  const auto* points = find_values<double>(arrays, "points");
  if (origin == nullptr || *origin != text_values(fingerprint) || sizes == nullptr ||
      h_y == nullptr || epochs == nullptr || points == nullptr) {
    return std::nullopt;
  }
  LawPlane plane{.law = question.law,
                 .estimator = question.estimator,
                 .n_vectors = static_cast<std::size_t>((*sizes)[0]),
                 .n_samples = static_cast<std::size_t>((*sizes)[1]),
                 .h_y = Nats((*h_y)[0]),
                 .epochs = {epochs->begin(), epochs->end()},
                 .n_layers = static_cast<std::size_t>((*sizes)[2]),
                 .points = {}};
  const auto n_levels = static_cast<std::size_t>((*sizes)[3]);
  const std::size_t n_points = plane.epochs.size() * plane.n_layers;
  const std::size_t width = points->size() / std::max<std::size_t>(n_points, 1);
  if (n_points == 0 || width * n_points != points->size() || width < 2 + n_levels * kGroupFields) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < n_points; ++i) {
    plane.points.push_back(
        unpack(std::span<const double>(*points).subspan(i * width, width), n_levels));
  }
  return plane;
}

std::vector<LawQuestion> LawStore::asked() const {
  std::vector<LawQuestion> out;
  for (const std::string& line : asked_lines(folder_)) {
    const std::vector<std::string> parts = split(line, ' ');
    if (parts.size() == 2) out.push_back({parts[0], parts[1]});
  }
  return out;
}

void LawStore::ask(const std::vector<LawQuestion>& questions) const {
  std::vector<std::string> lines;
  lines.reserve(questions.size());
  for (const LawQuestion& question : questions) {
    lines.push_back(fmt::format("{} {}", question.law, question.estimator));
  }
  ask_lines(folder_, lines);
}

}  // namespace infoplane
