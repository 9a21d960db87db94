#pragma once

#include <cstddef>
#include <memory>
#include <new>

#include "infoplane/nets/kernels/kernels.h"

namespace infoplane {

/// Floats aligned for the kernels, zero at first. Grows, never shrinks; growing forgets the
/// content.
class TileBuffer {
 public:
  float* data() { return data_.get(); }
  [[nodiscard]] const float* data() const { return data_.get(); }

  void reserve(std::size_t n) {
    if (n <= size_) return;
    const std::size_t bytes = n * sizeof(float);
    data_.reset(static_cast<float*>(::operator new(bytes, std::align_val_t(kTileAlignment))));
    std::uninitialized_fill_n(data_.get(), n, 0.0f);
    size_ = n;
  }

 private:
  struct Free {
    void operator()(float* p) const { ::operator delete(p, std::align_val_t(kTileAlignment)); }
  };
  std::unique_ptr<float, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace infoplane
