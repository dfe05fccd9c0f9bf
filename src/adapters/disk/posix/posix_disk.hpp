// The Disk port on the files of this machine.
//
//   std::unique_ptr<Disk> disk = make_posix_disk();
//
// What to know beyond the port
//   - sync() is fdatasync(), is never repeated, and every failure of it is disk_errc::io, a full disk too: after it
//     nothing unsynced may be trusted.
//   - make_directory() is durable when it returns: it syncs the parent of each directory that it makes.
//   - lock() holds flock() on the file `lock` of the directory, which stays there; the kernel lets go at any death.
// Errors   ENOSPC and EDQUOT are no_space, ENOENT is not_found, EEXIST is exists, everything else is io; the detail
//          names call, path and reason.
// Threads  as the port says.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include <memory>

#include "ports/driven/disk.hpp"

namespace hapax {

std::unique_ptr<Disk> make_posix_disk();

}  // namespace hapax
