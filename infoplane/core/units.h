#pragma once

#include <compare>
#include <numbers>

namespace infoplane {

class Bits;

/// An information or entropy in nats. Estimators work in nats; files and reports in bits.
class Nats {
 public:
  constexpr Nats() = default;
  constexpr explicit Nats(double value) : value_(value) {}
  constexpr Nats(
      Bits bits);  // NOLINT(google-explicit-constructor): the units convert, numbers don't
  [[nodiscard]] constexpr double value() const { return value_; }

  constexpr Nats operator-() const { return Nats(-value_); }
  friend constexpr Nats operator+(Nats a, Nats b) { return Nats(a.value_ + b.value_); }
  friend constexpr Nats operator-(Nats a, Nats b) { return Nats(a.value_ - b.value_); }
  friend constexpr Nats operator*(double factor, Nats a) { return Nats(factor * a.value_); }
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a 0 in what the compiler makes of it
  friend constexpr auto operator<=>(Nats, Nats) = default;

 private:
  double value_ = 0;
};

/// An information or entropy in bits (1 bit = ln 2 nats).
class Bits {
 public:
  constexpr Bits() = default;
  constexpr explicit Bits(double value) : value_(value) {}
  constexpr Bits(Nats nats)  // NOLINT(google-explicit-constructor)
      : value_(nats.value() / std::numbers::ln2) {}
  [[nodiscard]] constexpr double value() const { return value_; }
  // NOLINTNEXTLINE(modernize-use-nullptr)
  friend constexpr auto operator<=>(Bits, Bits) = default;

 private:
  double value_ = 0;
};

constexpr Nats::Nats(Bits bits) : value_(bits.value() * std::numbers::ln2) {}

}  // namespace infoplane
