// Careless: a File of planted bugs: what was asked of the disk is not done, or done too late, or believed too early.
//
//   if (planted(Bug::answer_before_sync)) file = careless(*file);
//
// Threads  as the file below.
// Source   kernel/planted.hpp; compiled with HAPAX_PLANTED_BUGS only.
#pragma once

#include <memory>

#include "ports/driven/disk.hpp"

namespace hapax::journal {

std::unique_ptr<File> careless(std::unique_ptr<File>& file);

}  // namespace hapax::journal
