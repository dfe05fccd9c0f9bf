// The contract of EventStore as tests: every adapter runs all of them (see event_store_fixture.hpp for how).
// Instantiate EventStoreContract and EventStoreRestartContract. The slow part is apart:
// event_store_volume_contract.hpp.
#pragma once

#include "contract/event_store_append.hpp"
#include "contract/event_store_read.hpp"
#include "contract/event_store_restart.hpp"
