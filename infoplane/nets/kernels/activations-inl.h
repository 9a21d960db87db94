// Activation functions on vectors of float, for whichever SIMD target includes this file. Each
// gives t = f(z) and the slope f'(z). Included once per target, through foreach_target.

#if defined(INFOPLANE_NETS_KERNELS_ACTIVATIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INFOPLANE_NETS_KERNELS_ACTIVATIONS_INL_H_
#undef INFOPLANE_NETS_KERNELS_ACTIVATIONS_INL_H_
#else
#define INFOPLANE_NETS_KERNELS_ACTIVATIONS_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <numbers>

HWY_BEFORE_NAMESPACE();
namespace infoplane {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// c0 + c1 u + c2 u^2 + ... by Horner's rule
template <class D, class V = hn::Vec<D>>
HWY_INLINE V polynomial(D d, V u, float last) {
  (void)u;
  return hn::Set(d, last);
}
template <class D, class V = hn::Vec<D>, class... More>
HWY_INLINE V polynomial(D d, V u, float first, More... more) {
  return hn::MulAdd(polynomial(d, u, more...), u, hn::Set(d, first));
}

// tanh z = z P(z^2)/Q(z^2), relative error below 2.2e-8 on |z| <= 9.02 before rounding (fit:
// tools/fit_rational.py); four roundings add up to 2.4e-7. Beyond 9.011 the nearest float is 1
template <class D, class V = hn::Vec<D>>
HWY_INLINE V tanh_rational(D d, V z) {
  const V magnitude = hn::Abs(z);
  const V x = hn::Min(magnitude, hn::Set(d, 9.02f));
  const V u = hn::Mul(x, x);
  const V p = polynomial(d, u, 9.999999790e-01f, 1.337971782e-01f, 3.494034403e-03f,
                         2.058347856e-05f, 1.331906835e-08f);
  const V q = polynomial(d, u, 1.0f, 4.671303307e-01f, 2.587107263e-02f, 3.283092573e-04f,
                         7.762017929e-07f);
  const V inside = hn::Min(hn::Div(hn::Mul(x, p), q), hn::Set(d, 1.0f));
  const V one = hn::Set(d, 1.0f);
  return hn::CopySign(hn::IfThenElse(hn::Gt(magnitude, hn::Set(d, 9.011f)), one, inside), z);
}

// erf z = z P(z^2)/Q(z^2), relative error below 2.6e-9 on |z| <= 4 before rounding; beyond, 1
template <class D, class V = hn::Vec<D>>
HWY_INLINE V erf_rational(D d, V z) {
  const V magnitude = hn::Abs(z);
  const V x = hn::Min(magnitude, hn::Set(d, 4.0f));
  const V u = hn::Mul(x, x);
  const V p = polynomial(d, u, 1.128379170e+00f, 1.928788542e-01f, 5.574954620e-02f,
                         4.226491984e-03f, 4.112774818e-04f, 6.791341341e-06f);
  const V q = polynomial(d, u, 1.0f, 5.042678678e-01f, 1.174953896e-01f, 1.629514312e-02f,
                         1.421206909e-03f, 7.256373536e-05f, 2.604843428e-07f);
  const V one = hn::Set(d, 1.0f);
  const V inside = hn::Min(hn::Div(hn::Mul(x, p), q), one);
  return hn::CopySign(hn::IfThenElse(hn::Ge(magnitude, hn::Set(d, 4.0f)), one, inside), z);
}

template <class V>
struct ValueAndSlope {
  V value;
  V slope;
};

struct TanhFunction {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE ValueAndSlope<V> apply(D d, V z) {
    const V t = tanh_rational(d, z);
    return {t, hn::NegMulAdd(t, t, hn::Set(d, 1.0f))};
  }
};

struct ReluFunction {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE ValueAndSlope<V> apply(D d, V z) {
    const V zero = hn::Zero(d);
    return {hn::Max(z, zero), hn::IfThenElseZero(hn::Gt(z, zero), hn::Set(d, 1.0f))};
  }
};

struct LeakyReluFunction {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE ValueAndSlope<V> apply(D d, V z) {
    const V slope = hn::IfThenElse(hn::Gt(z, hn::Zero(d)), hn::Set(d, 1.0f),
                                   hn::Set(d, static_cast<float>(kLeakyReluSlope)));
    return {hn::Mul(slope, z), slope};
  }
};

struct EluFunction {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE ValueAndSlope<V> apply(D d, V z) {
    const auto positive = hn::Gt(z, hn::Zero(d));
    const V below = hn::Expm1(d, hn::Min(z, hn::Zero(d)));
    const V one = hn::Set(d, 1.0f);
    return {hn::IfThenElse(positive, z, below), hn::IfThenElse(positive, one, hn::Add(below, one))};
  }
};

// exp(x^2) erfc x = P(x)/Q(x), relative error below 5.7e-9 on 0 <= x <= 10 before rounding
template <class D, class V = hn::Vec<D>>
HWY_INLINE V scaled_erfc_rational(D d, V x) {
  const V p = polynomial(d, x, 1.000000006e+00f, 1.237587628e+00f, 7.307423731e-01f,
                         2.288080222e-01f, 3.271028814e-02f);
  const V q = polynomial(d, x, 1.0f, 2.365967363e+00f, 2.400441463e+00f, 1.323759892e+00f,
                         4.055784734e-01f, 5.797676290e-02f);
  return hn::Div(p, q);
}

// z Phi(z), slope Phi(z) + z phi(z); Phi(-|z|) = erfc(|z|/sqrt 2)/2 keeps its precision in the tail
struct GeluFunction {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE ValueAndSlope<V> apply(D d, V z) {
    const V scaled = hn::Mul(hn::Abs(z), hn::Set(d, static_cast<float>(1 / std::numbers::sqrt2)));
    const V x = hn::Min(scaled, hn::Set(d, 10.0f));
    const V decay = hn::Exp(d, hn::Neg(hn::Mul(x, x)));
    const V tail = hn::Mul(hn::Mul(hn::Set(d, 0.5f), decay), scaled_erfc_rational(d, x));
    const V phi_integral =
        hn::IfThenElse(hn::Lt(z, hn::Zero(d)), tail, hn::Sub(hn::Set(d, 1.0f), tail));
    const V density = hn::Mul(decay, hn::Set(d, static_cast<float>(0.5 * std::numbers::inv_sqrtpi *
                                                                   std::numbers::sqrt2)));
    return {hn::Mul(z, phi_integral), hn::MulAdd(z, density, phi_integral)};
  }
};

// 1/(1 + exp(-z)), accurate in both tails
template <class D, class V = hn::Vec<D>>
HWY_INLINE V sigmoid(D d, V z) {
  const V one = hn::Set(d, 1.0f);
  // exp(88) is still finite in float
  const V decay = hn::Exp(d, hn::Min(hn::Neg(z), hn::Set(d, 88.0f)));
  return hn::Div(one, hn::Add(one, decay));
}

struct SigmoidFunction {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE ValueAndSlope<V> apply(D d, V z) {
    const V t = sigmoid(d, z);
    return {t, hn::NegMulAdd(t, t, t)};
  }
};

struct SoftsignFunction {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE ValueAndSlope<V> apply(D d, V z) {
    const V one = hn::Set(d, 1.0f);
    const V inverse = hn::Div(one, hn::Add(one, hn::Abs(z)));
    return {hn::Mul(z, inverse), hn::Mul(inverse, inverse)};
  }
};

// max(z, 0) + log(1 + exp(-|z|))
struct SoftplusFunction {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE ValueAndSlope<V> apply(D d, V z) {
    const V decay = hn::Exp(d, hn::Neg(hn::Abs(z)));
    return {hn::Add(hn::Max(z, hn::Zero(d)), hn::Log1p(d, decay)), sigmoid(d, z)};
  }
};

struct ErfFunction {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE ValueAndSlope<V> apply(D d, V z) {
    const V factor = hn::Set(d, static_cast<float>(2 * std::numbers::inv_sqrtpi));
    return {erf_rational(d, z), hn::Mul(factor, hn::Exp(d, hn::Neg(hn::Mul(z, z))))};
  }
};

struct LinearFunction {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE ValueAndSlope<V> apply(D d, V z) {
    return {z, hn::Set(d, 1.0f)};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace infoplane
HWY_AFTER_NAMESPACE();

#endif
