// An authority as Host and absolute addresses have it: a host and perhaps a port, no user.
//
//   valid_authority("[::1]:8080")   // true
//
// Hosts    names with their escapes, IPv4 addresses, IPv6 addresses and later ones in brackets; never empty, since an
//          http address without a host is none.
// Ports    up to five digits, or none after the colon.
// Threads  functions of their arguments.
// Source   RFC 3986, section 3.2; RFC 9110, sections 4.2.1 and 7.2.
#pragma once

#include <string_view>

namespace hapax::http {

bool valid_authority(std::string_view authority);

// Hosts have no case.
bool same_authority(std::string_view a, std::string_view b);

}  // namespace hapax::http
