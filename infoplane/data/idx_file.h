#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "infoplane/data/table.h"

namespace infoplane {

/// Images with their labels, as files of the IDX format (that of MNIST) have them.
struct IdxImages {
  /// The images' and the labels' file; of a folder, the folder and "labels".
  std::string x_name;
  std::string y_name;
  std::size_t rows = 0;
  std::size_t cols = 0;
  /// (rows, cols), row-major, an image's pixels in one row. Bytes are divided by 255, other numbers
  /// are as they are.
  std::vector<float> x;
  /// A label a row, as the file has them.
  Table y;
};

/// Whether a path is for read_idx(): a folder, or a file whose name has "idx" or "ubyte" in it.
bool is_idx_path(const std::filesystem::path& path);

/// Reads a file of images (`train-images-idx3-ubyte`, gzip or not), with that of its labels, which
/// has the same name but "labels" for "images" and "idx1" for "idx3"; or a folder that holds such
/// files called `train-images-idx3-ubyte` and `t10k-images-idx3-ubyte` (or one of them), with or
/// without `.gz`: first the rows of the former, then those of the latter.
/// Format: two bytes 0, the type (0x08 unsigned byte, 0x09 byte, 0x0B int16, 0x0C int32, 0x0D
/// float, 0x0E double), the number of dimensions, their sizes as 32 bits, the numbers row by row;
/// all big-endian. Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database.
/// Throws DataError: a file that is not there, damaged or cut off, images of different sizes in a
/// folder, as many labels as images missing.
IdxImages read_idx(const std::filesystem::path& path);

}  // namespace infoplane
