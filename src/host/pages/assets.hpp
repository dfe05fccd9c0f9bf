// The files of the pages, compiled into the program: assets/ beside this file, embedded by the build.
//
// Threads  constants.
#pragma once

#include <string_view>

namespace hapax::assets {

extern const std::string_view index_html;  // with @service@ and @version@ to be filled in
extern const std::string_view docs_html;
extern const std::string_view hapax_css;
extern const std::string_view docs_js;
extern const std::string_view operations_js;

}  // namespace hapax::assets
