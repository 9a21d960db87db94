#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace infoplane {

/// The nearest-neighbour formulas as one would write them down, one loop inside another: slow twins
/// that share nothing with the library. Rows of numbers; nats.
using Table = std::vector<std::vector<double>>;
using Classes = std::vector<std::uint32_t>;

double slow_ksg_1(const Table& x, const Table& y, std::size_t k);
double slow_ksg_2(const Table& x, const Table& y, std::size_t k);
double slow_ross(const Table& x, const Classes& y, std::size_t k);
double slow_mixed(const Table& x, const Table& y, std::size_t k);
/// Different classes are infinitely far from each other.
double slow_mixed(const Table& x, const Classes& y, std::size_t k);

}  // namespace infoplane
