// A process that gets no memory ends at once, as in a crash, and a restart recovers (decision 0033).
//
//   end_when_out_of_memory();     // the first thing that run() does
//
// Instead of std::bad_alloc: thrown in an author's `decide` it would pass for his exception and end as a stored failure;
// thrown in a loop of ours it would leave a batch half done. One line goes to standard error; nothing is allocated.
//
// Not met  whatever is before hapax::run(), where nothing is served; malloc() of C libraries. SQLite answers SQLITE_NOMEM,
//          and its caller treats that as trouble of the views.
// Threads  called once, before there is a second thread; holds for all.
#pragma once

namespace hapax {

void end_when_out_of_memory();

}  // namespace hapax
