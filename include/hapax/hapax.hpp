// All that the author of a service includes, but for tests: <hapax/testing.hpp>.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <hapax/aggregate.hpp>
#include <hapax/app.hpp>
#include <hapax/command.hpp>
#include <hapax/decision.hpp>
#include <hapax/events.hpp>
#include <hapax/meta.hpp>
#include <hapax/projection.hpp>
#include <hapax/quantity.hpp>
#include <hapax/run.hpp>
