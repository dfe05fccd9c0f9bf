// run: the program of a service. Binds an App to the real adapters and serves until SIGTERM.
//
//   int main(int argc, char** argv) { return hapax::run(bank_app(), argc, argv); }
//
// Arguments  serve --listen ADDR:PORT --data DIR [--config FILE]; --help tells the rest.
//            openapi prints the service's OpenAPI document and ends; it opens nothing.
// Answers    the exit code of the process.
// Memory     a process that gets none ends at once, by abort(); the next start recovers. Sets std::set_new_handler().
// Source     ARCHITECTURE.md, section 8; implemented by the host.
#pragma once

#include <hapax/app.hpp>

namespace hapax {

int run(App app, int argc, char** argv);

}  // namespace hapax
