// Runs a task to its end, on an event loop of its own.
#pragma once
#include <utility>

#include "dns/loop.h"

namespace mailready::test {

/// What `work` returns; what it throws is thrown here.
template <class T>
T run(dns::Task<T> work) {
  dns::Loop loop;
  return loop.run(std::move(work));
}

}  // namespace mailready::test
