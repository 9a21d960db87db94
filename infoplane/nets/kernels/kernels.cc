#include "infoplane/nets/kernels/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "infoplane/nets/kernels/kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "infoplane/nets/kernels/activations-inl.h"
#include "infoplane/nets/kernels/products-inl.h"

HWY_BEFORE_NAMESPACE();
namespace infoplane {
namespace HWY_NAMESPACE {
namespace {

template <class Function>
void activate_all(std::size_t n, float* HWY_RESTRICT z, float* HWY_RESTRICT slope) {
  const FloatTag d;
  for (std::size_t i = 0; i < n; i += kLanes) {
    const auto result = Function::apply(d, hn::Load(d, z + i));
    hn::Store(result.value, d, z + i);
    if (slope != nullptr) hn::Store(result.slope, d, slope + i);
  }
}

void activate_tile(Activation activation, std::size_t n, float* z, float* slope) {
  switch (activation) {
    case Activation::kTanh:
      return activate_all<TanhFunction>(n, z, slope);
    case Activation::kRelu:
      return activate_all<ReluFunction>(n, z, slope);
    case Activation::kLeakyRelu:
      return activate_all<LeakyReluFunction>(n, z, slope);
    case Activation::kElu:
      return activate_all<EluFunction>(n, z, slope);
    case Activation::kGelu:
      return activate_all<GeluFunction>(n, z, slope);
    case Activation::kSigmoid:
      return activate_all<SigmoidFunction>(n, z, slope);
    case Activation::kSoftsign:
      return activate_all<SoftsignFunction>(n, z, slope);
    case Activation::kSoftplus:
      return activate_all<SoftplusFunction>(n, z, slope);
    case Activation::kErf:
      return activate_all<ErfFunction>(n, z, slope);
    case Activation::kLinear:
      return activate_all<LinearFunction>(n, z, slope);
    case Activation::kSoftmax:
      return;
  }
}

// p_c = exp(z_c - max z) / sum
void softmax_tile(std::size_t width, float* z) {
  const FloatTag d;
  for (std::size_t s = 0; s < kTile; s += kLanes) {
    FloatVector largest = hn::Load(d, z + s);
    for (std::size_t c = 1; c < width; ++c) {
      largest = hn::Max(largest, hn::Load(d, z + c * kTile + s));
    }
    FloatVector total = hn::Zero(d);
    for (std::size_t c = 0; c < width; ++c) {
      float* HWY_RESTRICT place = z + c * kTile + s;
      const FloatVector e = hn::Exp(d, hn::Sub(hn::Load(d, place), largest));
      hn::Store(e, d, place);
      total = hn::Add(total, e);
    }
    const FloatVector inverse = hn::Div(hn::Set(d, 1.0f), total);
    for (std::size_t c = 0; c < width; ++c) {
      float* HWY_RESTRICT place = z + c * kTile + s;
      hn::Store(hn::Mul(hn::Load(d, place), inverse), d, place);
    }
  }
}

// delta = scale (a - target): the same for softmax with cross-entropy, sigmoid with logistic loss
// and linear outputs with squared error
void loss_gradient_tile(std::size_t width, const float* a, const std::uint32_t* labels,
                        std::size_t n_valid, float scale, float* delta) {
  const FloatTag d;
  const hn::RebindToUnsigned<FloatTag> du;
  const auto last = hn::Set(du, static_cast<std::uint32_t>(n_valid));
  const FloatVector factor = hn::Set(d, scale);
  for (std::size_t s = 0; s < kTile; s += kLanes) {
    const auto index = hn::Iota(du, static_cast<std::uint32_t>(s));
    const auto valid = hn::RebindMask(d, hn::Lt(index, last));
    const auto label = hn::Load(du, labels + s);
    for (std::size_t c = 0; c < width; ++c) {
      // the unit that stands for the label; a single output stands for class 1
      const auto own = hn::Set(du, static_cast<std::uint32_t>(width == 1 ? 1 : c));
      const auto hit = hn::RebindMask(d, hn::Eq(label, own));
      const FloatVector target = hn::IfThenElseZero(hit, hn::Set(d, 1.0f));
      const FloatVector difference = hn::Sub(hn::Load(d, a + c * kTile + s), target);
      hn::Store(hn::IfThenElseZero(valid, hn::Mul(factor, difference)), d, delta + c * kTile + s);
    }
  }
}

// z with Phi(-|z|) = p = (w/2 + 1/2) / 2^32, w/2 the upper 31 bits, the last one being the sign
void normals(std::size_t n, float deviation, const std::uint32_t* HWY_RESTRICT words,
             float* HWY_RESTRICT out) {
  const auto some = [&](auto d, std::size_t i) {
    const hn::RebindToUnsigned<decltype(d)> du;
    const auto c = [&](double value) { return hn::Set(d, static_cast<float>(value)); };
    const auto word = hn::LoadU(du, words + i);
    const auto whole =
        hn::ConvertTo(d, hn::BitCast(hn::RebindToSigned<decltype(d)>(), hn::ShiftRight<1>(word)));
    const auto p = hn::Mul(hn::Add(whole, c(0.5)), c(0x1p-32));
    // |z| where q = 1/2 - p is at most .425
    const auto q = hn::Sub(c(0.5), p);
    const auto r = hn::NegMulAdd(q, q, c(0.180625));
    auto above = hn::MulAdd(c(59.109374720), r, c(159.29113202));
    above = hn::MulAdd(hn::MulAdd(above, r, c(50.434271938)), r, c(3.3871327179));
    auto below = hn::MulAdd(c(67.187563600), r, c(78.757757664));
    below = hn::MulAdd(hn::MulAdd(below, r, c(17.895169469)), r, c(1));
    const auto near = hn::Div(hn::Mul(q, above), below);
    // and beyond, in s = sqrt(-ln p) - 1.6, which is below 3.2
    const auto s = hn::Sub(hn::Sqrt(hn::Neg(hn::Log(d, p))), c(1.6));
    above = hn::MulAdd(c(0.17023821103), s, c(1.3067284816));
    above = hn::MulAdd(hn::MulAdd(above, s, c(2.7568153900)), s, c(1.4234372777));
    below = hn::MulAdd(hn::MulAdd(c(0.12021132975), s, c(0.73700164250)), s, c(1));
    const auto far = hn::Div(above, below);
    const auto z = hn::Mul(hn::Set(d, deviation), hn::IfThenElse(hn::Le(q, c(0.425)), near, far));
    const auto sign = hn::BitCast(d, hn::ShiftLeft<31>(word));
    hn::StoreU(hn::Xor(z, sign), d, out + i);
  };
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) some(FloatTag(), i);
  for (; i < n; ++i) some(hn::CappedTag<float, 1>(), i);
}

// m = .9 m + .1 g, v = .999 v + .001 g^2, p -= rate m / (sqrt v + epsilon)
void adam_step(std::size_t n, float rate, float epsilon, const float* HWY_RESTRICT gradient,
               float* HWY_RESTRICT first, float* HWY_RESTRICT second,
               float* HWY_RESTRICT parameters) {
  constexpr float kBeta1 = 0.9f;
  constexpr float kBeta2 = 0.999f;
  const auto step = [&](auto d, std::size_t i) {
    const auto g = hn::LoadU(d, gradient + i);
    const auto m =
        hn::MulAdd(hn::Set(d, kBeta1), hn::LoadU(d, first + i), hn::Mul(hn::Set(d, 1 - kBeta1), g));
    const auto v = hn::MulAdd(hn::Set(d, kBeta2), hn::LoadU(d, second + i),
                              hn::Mul(hn::Set(d, 1 - kBeta2), hn::Mul(g, g)));
    hn::StoreU(m, d, first + i);
    hn::StoreU(v, d, second + i);
    const auto denominator = hn::Add(hn::Sqrt(v), hn::Set(d, epsilon));
    const auto move = hn::Div(hn::Mul(hn::Set(d, rate), m), denominator);
    hn::StoreU(hn::Sub(hn::LoadU(d, parameters + i), move), d, parameters + i);
  };
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) step(FloatTag(), i);
  for (; i < n; ++i) step(hn::CappedTag<float, 1>(), i);
}

void sgd_step(std::size_t n, float rate, float momentum, const float* HWY_RESTRICT gradient,
              float* HWY_RESTRICT velocity, float* HWY_RESTRICT parameters) {
  // the velocities are not worth the way to memory where nothing is kept of them
  if (momentum == 0) {
    for (std::size_t i = 0; i < n; ++i) parameters[i] -= rate * gradient[i];
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    velocity[i] = momentum * velocity[i] + gradient[i];
    parameters[i] -= rate * velocity[i];
  }
}

}  // namespace

Kernels make_kernels() {
  return {hwy::TargetName(HWY_TARGET),
          load_rows_tile,
          affine_tile,
          activate_tile,
          softmax_tile,
          loss_gradient_tile,
          backward_tile,
          weight_gradient_tiles,
          normals,
          adam_step,
          sgd_step};
}

}  // namespace HWY_NAMESPACE
}  // namespace infoplane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace infoplane {

HWY_EXPORT(make_kernels);

Kernels best_kernels() { return HWY_DYNAMIC_DISPATCH(make_kernels)(); }

const char* simd_target() { return best_kernels().target; }

}  // namespace infoplane
#endif
