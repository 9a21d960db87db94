#include "infoplane/estimate/idnns.h"

#include <algorithm>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/mass.h"

namespace infoplane {
namespace {

constexpr std::size_t kEdges = 30;

// np.linspace(-1, 1, 30).astype(np.float32)
kernels::Edges linspace_edges() {
  kernels::Edges edges = empty_edges(1, kEdges + 1);
  for (std::size_t k = 0; k < kEdges; ++k) {
    const double edge = static_cast<double>(k) * (2.0 / (kEdges - 1)) + -1.0;
    edges.values[k] = static_cast<float>(edge);
  }
  edges.values[kEdges - 1] = 1;
  edges.shared = true;
  // no edge <= t is index -1, the last
  edges.wrap_low = true;
  return edges;
}

class Idnns : public Discretiser {
 public:
  [[nodiscard]] std::string spec() const override { return "idnns"; }
  void check_pair() const override {
    throw InvalidArgument(
        "'idnns' bins the activations of a layer between -1 and 1: it belongs to `layer` and "
        "`plane`, not "
        "to a pair of samples");
  }
  Flags sort(const Columns& values, const LayerKnowledge&, CellSorter& sorter,
             Cells& out) const override {
    sort_by_digits(values.values(), edges_, sorter, out);
    const Range seen = values.range();
    return seen.low < -1 || seen.high > 1 ? Flags{Flag::kOutOfRange} : Flags{};
  }

 private:
  kernels::Edges edges_ = linspace_edges();
};

}  // namespace

std::unique_ptr<const Discretiser> make_idnns() { return std::make_unique<Idnns>(); }

}  // namespace infoplane
