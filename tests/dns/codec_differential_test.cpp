// Holds the codec to that of ldns, over messages that are whole, changed and cut.
#include <map>
#include <random>

#include "dns/codec.h"
#include "support/catch.h"
#include "support/ldns_codec.h"
using namespace mailready;
using namespace mailready::dns;
using test::Departure;
using test::Octets;
using Kind = test::Departure::Kind;

/// The same numbers everywhere: the standard's distributions may differ from library to library.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : numbers_(seed) {}
  std::size_t below(std::size_t bound) { return numbers_() % bound; }
  std::uint8_t octet() { return static_cast<std::uint8_t>(below(256)); }
  bool one_in(std::size_t bound) { return below(bound) == 0; }

 private:
  std::mt19937 numbers_;
};

/// Writes a message that is meant to be read, of records as they come and as they should not.
class Writer {
 public:
  explicit Writer(Dice& dice) : dice_(dice) {}

  Octets message() {
    const std::size_t counts[] = {dice_.one_in(8) ? dice_.below(3) : 1, dice_.below(4), dice_.below(3), dice_.below(3)};
    for (int i = 0; i < 4; ++i) octets_.push_back(dice_.octet());
    for (const std::size_t count : counts) u16(count);
    for (std::size_t i = 0; i < counts[0]; ++i) {
      name();
      u16(type());
      u16(rr_class());
    }
    for (std::size_t i = 0; i < counts[1] + counts[2] + counts[3]; ++i) record();
    return octets_;
  }

 private:
  void u16(std::size_t number) {
    octets_.push_back(static_cast<std::uint8_t>(number >> 8));
    octets_.push_back(static_cast<std::uint8_t>(number));
  }

  std::size_t type() {
    static constexpr std::uint16_t types[] = {1,  2,  5,  6,  12, 15, 16, 28, 39, 41, 52,    99,
                                              14, 17, 33, 35, 43, 46, 47, 65, 10, 42, 65280, 250};
    return types[dice_.below(dice_.one_in(4) ? std::size(types) : 12)];
  }

  std::size_t rr_class() { return dice_.one_in(12) ? dice_.below(256) : 1; }

  void label() {
    static constexpr std::string_view usual = "abcxyzABCXYZ019-_*/=+:@";
    const std::size_t size = dice_.one_in(20) ? 1 + dice_.below(63) : 1 + dice_.below(6);
    labels_.push_back(octets_.size());
    octets_.push_back(static_cast<std::uint8_t>(size));
    for (std::size_t i = 0; i < size; ++i)
      octets_.push_back(dice_.one_in(20) ? dice_.octet() : static_cast<std::uint8_t>(usual[dice_.below(usual.size())]));
  }

  void name() {
    const std::size_t known = labels_.size();
    for (std::size_t count = dice_.one_in(30) ? 10 : dice_.below(3); count > 0; --count) label();
    if (known == 0 || dice_.one_in(4)) {
      octets_.push_back(0);
    } else {
      labels_.push_back(octets_.size());
      u16(0xC000 | labels_[dice_.one_in(3) ? 0 : dice_.below(dice_.one_in(40) ? labels_.size() : known)]);
    }
  }

  void record() {
    name();
    const std::size_t type = this->type();
    u16(type);
    u16(rr_class());
    for (int i = 0; i < 4; ++i) octets_.push_back(dice_.octet());
    const std::size_t length = octets_.size();
    u16(0);
    data(static_cast<Type>(type));
    const std::size_t size = octets_.size() - length - 2 + (dice_.one_in(100) ? 1 : 0);
    octets_[length] = static_cast<std::uint8_t>(size >> 8);
    octets_[length + 1] = static_cast<std::uint8_t>(size);
  }

  void data(Type type) {
    switch (type) {
      case Type::mx:
        u16(dice_.below(100));
        [[fallthrough]];
      case Type::ns:
      case Type::cname:
      case Type::ptr:
      case Type::dname:
        if (!dice_.one_in(50)) name();
        return;
      case Type::soa:
        name();
        name();
        return any(20);
      case Type::a:
        return any(4);
      case Type::aaaa:
        return any(16);
      case Type::txt:
      case Type::spf:
        for (std::size_t count = dice_.one_in(100) ? 300 : dice_.below(4); count > 0; --count) string();
        return;
      case Type::tlsa:
        break;
    }
    if (dice_.one_in(3)) name();
    any(dice_.below(12));
  }

  void string() {
    const std::size_t size = dice_.below(8);
    octets_.push_back(static_cast<std::uint8_t>(size));
    any(size);
  }

  void any(std::size_t size) {
    for (; size > 0; --size) octets_.push_back(dice_.octet());
  }

  Dice& dice_;
  Octets octets_;
  std::vector<std::size_t> labels_;  // where labels and pointers start
};

/// Changes single octets, mostly to what has a meaning somewhere, and the length.
static Octets changed(Octets message, Dice& dice) {
  for (std::size_t changes = dice.below(4); changes > 0 && !message.empty(); --changes) {
    static constexpr std::uint8_t telling[] = {0, 1, 2, 12, 63, 64, 128, 191, 192, 255};
    std::uint8_t& octet = message[dice.below(message.size())];
    octet = dice.one_in(2) ? dice.octet() : telling[dice.below(std::size(telling))];
  }
  if (dice.one_in(4)) message.resize(dice.below(message.size() + 1));
  if (dice.one_in(8)) message.resize(message.size() + dice.below(20), dice.octet());
  return message;
}

static std::optional<Message> decoded(const Octets& octets) {
  auto message = decode(octets);
  if (!message) return std::nullopt;
  return std::move(*message);
}

/// What ldns makes of a message, the target of DNAME in lower case: the program reads it as a name and not as data.
static std::optional<Message> judged(const Octets& octets) {
  auto message = test::ldns_decode(octets);
  if (!message) return message;
  for (auto* section : {&message->answer, &message->authority})
    for (Record& record : *section)
      if (record.type == Type::dname) {
        auto& target = std::get<Opaque>(record.rdata).rdata;
        if (const auto name = Name::from_wire(target)) target = name->to_wire();
      }
  return message;
}

/// The record at fault, given a type that neither side knows anything about.
static Octets with_unknown_type(Octets octets, const Departure& departure) {
  octets[departure.offset] = 0xFF;
  octets[departure.offset + 1] = 0;
  return octets;
}

/// Decodes by both, and says where ldns goes its own way. Where it does not, both say the same.
static std::optional<Kind> compare(const Octets& octets) {
  const auto ours = decoded(octets);
  const auto departure = test::first_departure(octets);
  if (!departure) {
    REQUIRE(ours == judged(octets));
    return std::nullopt;
  }
  switch (departure->kind) {
    case Kind::follows_any_pointer:
    case Kind::ignores_length:
    case Kind::takes_no_data:
      REQUIRE_FALSE(ours);  // ldns may take it
      break;
    case Kind::knows_better:  // and refuses data that are no concern of the program's, or writes names in them out
      compare(with_unknown_type(octets, *departure));
      break;
  }
  return departure->kind;
}

TEST_CASE("messages say what they say by ldns", "[dns][codec]") {
  Dice dice(20260131);
  int whole = 0, broken = 0;
  std::map<Kind, int> departures;
  const auto count = [&](const Octets& octets) {
    const auto departure = compare(octets);
    if (departure)
      ++departures[*departure];
    else
      ++(decode(octets) ? whole : broken);
  };
  for (int round = 0; round < 4000; ++round) {
    CAPTURE(round);
    const Octets message = Writer(dice).message();
    count(message);
    if (const auto rewritten = test::ldns_rewritten(message)) count(changed(*rewritten, dice));
    for (int i = 0; i < 3; ++i) count(changed(message, dice));
  }
  CAPTURE(whole, broken);
  CHECK(whole > 4000);
  CHECK(broken > 1000);
  for (const Kind kind : {Kind::follows_any_pointer, Kind::ignores_length, Kind::takes_no_data, Kind::knows_better}) {
    CAPTURE(static_cast<int>(kind));
    CHECK(departures[kind] > 10);
  }
}

TEST_CASE("queries are those of ldns", "[dns][codec]") {
  Dice dice(1);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::string> labels(1 + dice.below(10));
    for (std::string& label : labels)
      for (std::size_t size = 1 + dice.below(24); size > 0; --size) label += static_cast<char>(dice.octet());
    const auto name = Name::from_labels(labels);
    REQUIRE(name);
    const Question question{*name, static_cast<Type>(dice.below(65536))};
    const auto id = static_cast<std::uint16_t>(dice.below(65536));
    const bool edns = dice.one_in(2);
    const Recursion recursion = dice.one_in(2) ? Recursion::desired : Recursion::none;
    CHECK(encode_query(question, id, edns, recursion) == test::ldns_query(question, id, edns, recursion));
  }
}
