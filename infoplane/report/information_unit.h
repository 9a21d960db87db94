#pragma once

namespace infoplane {

/// What informations are printed in.
enum class InformationUnit { kBits, kNats };

}  // namespace infoplane
