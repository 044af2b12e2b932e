// The outcome of something that may fail in an expected way: a value or an error, never both.
#pragma once
#include <cassert>
#include <utility>
#include <variant>

namespace mailready {

/// A value of type `T`, or the error `E` that stands in its place. `T` and `E` must differ.
/// A class of its own rather than a bare `std::variant`, since Asio's awaitable operators flatten variants.
template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }

  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(value()); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  /// Precondition: holds an error.
  const E& error() const {
    assert(!*this);
    return *std::get_if<1>(&state_);
  }

  bool operator==(const Result&) const = default;

 private:
  const T& value() const {
    assert(*this);
    return *std::get_if<0>(&state_);
  }
  T& value() {
    assert(*this);
    return *std::get_if<0>(&state_);
  }

  std::variant<T, E> state_;
};

}  // namespace mailready
