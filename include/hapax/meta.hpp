// Meta: who, when and where, as an input of decide, reply, row, project and key. See kernel/model/meta.hpp.
#pragma once

#include "codec/json_text.hpp"
#include "kernel/model/meta.hpp"
