#pragma once

#include <gtest/gtest.h>
#include <matio.h>

#include <filesystem>
#include <string>
#include <vector>

namespace infoplane {

/// Writes MATLAB files by libmatio, which knows nothing of our reader.
class MatWriter {
 public:
  explicit MatWriter(const std::filesystem::path& path,
                     matio_compression compression = MAT_COMPRESSION_NONE,
                     mat_ft version = MAT_FT_MAT5)
      : file_(Mat_CreateVer(path.c_str(), nullptr, version)), compression_(compression) {
    EXPECT_NE(file_, nullptr);
  }
  ~MatWriter() { Mat_Close(file_); }
  MatWriter(const MatWriter&) = delete;
  MatWriter& operator=(const MatWriter&) = delete;

  /// `columns`: the matrix, columns one after another.
  template <class T>
  MatWriter& add(const std::string& name, matio_classes array_class, matio_types type,
                 std::vector<std::size_t> dimensions, std::vector<T> columns, int options = 0) {
    matvar_t* variable =
        Mat_VarCreate(name.c_str(), array_class, type, static_cast<int>(dimensions.size()),
                      dimensions.data(), columns.data(), options);
    EXPECT_EQ(Mat_VarWrite(file_, variable, compression_), 0);
    Mat_VarFree(variable);
    return *this;
  }
  MatWriter& add_doubles(const std::string& name, std::size_t rows, std::size_t cols,
                         const std::vector<double>& columns) {
    return add(name, MAT_C_DOUBLE, MAT_T_DOUBLE, {rows, cols}, columns);
  }

 private:
  mat_t* file_;
  matio_compression compression_;
};

}  // namespace infoplane
