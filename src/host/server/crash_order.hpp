// The order to die at a crash point (kernel/crashpoint.hpp), given to a process by a test:
//
//   HAPAX_CRASHPOINT=journal.written:3     // killed, as by SIGKILL, when it comes to this point for the third time
//
// Without the variable, or in a build without crash points, nothing happens.
//
// Errors   an order that cannot be read ends the process with exit code 2: a test that kills nothing would show nothing.
// Threads  called once, before there is a second thread.
#pragma once

namespace hapax {

void take_crash_order();

}  // namespace hapax
