#include "dns/wire_reader.h"

#include "support/catch.h"
using namespace mailready::dns;

using Octets = std::vector<std::uint8_t>;

TEST_CASE("numbers come in network order", "[dns][codec]") {
  const Octets octets{1, 2, 3, 4, 5, 6, 7, 2, 'h', 'i'};
  WireReader reader(octets);
  CHECK(reader.u8() == 1);
  CHECK(reader.u16() == 0x0203);
  CHECK(reader.u32() == 0x04050607);
  CHECK(reader.offset() == 7);
  CHECK(reader.character_string() == "hi");
  CHECK(reader.left() == 0);
  CHECK(reader.ok());
}

TEST_CASE("nothing is read past the end, or behind a failure", "[dns][codec]") {
  const Octets octets{1, 2, 3};
  WireReader reader(octets);
  CHECK(reader.u32() == 0);
  CHECK_FALSE(reader.ok());
  CHECK(reader.u8() == 0);
  CHECK(reader.octets(1).empty());
  CHECK(reader.name().is_root());
  CHECK_FALSE(reader.part(0).ok());
}

TEST_CASE("a part ends where it should, and its names may begin before it", "[dns][codec]") {
  Octets octets(12);
  octets.insert(octets.end(), {1, 'b', 0, 1, 'A', 0xC0, 12, 9});
  WireReader reader(octets);
  (void)reader.octets(12);
  CHECK(reader.name() == *Name::parse("b"));
  WireReader part = reader.part(4);
  CHECK(reader.u8() == 9);
  CHECK(part.name() == *Name::parse("a.b"));
  CHECK(part.left() == 0);
  CHECK(part.ok());
  CHECK(part.u8() == 0);
  CHECK_FALSE(part.ok());
  CHECK(reader.ok());
}

TEST_CASE("a remembered name completes those that point to it", "[dns][codec]") {
  Octets octets(12);
  octets.insert(octets.end(), {1, 'b', 0, 1, 'a', 0xC0, 12, 0xC0, 12, 7});
  WireReader reader(octets);
  (void)reader.octets(12);
  const Name known = reader.name();
  reader.remember(12, known);
  CHECK(reader.name() == *Name::parse("a.b"));
  CHECK(reader.name() == known);
  CHECK(reader.u8() == 7);
}

TEST_CASE("a name within a name does not lead to the whole of it", "[dns][codec]") {
  Octets octets(12);
  octets.insert(octets.end(), {5, 'a', 1, 'c', 0xC0, 12, 0, 0xC0, 14});  // offset 14 reads "c", and on from the start
  WireReader reader(octets);
  (void)reader.octets(12);
  const Name outer = reader.name();
  const bool remembered = GENERATE(false, true);
  if (remembered) reader.remember(12, outer);
  CHECK(reader.name().is_root());
  CHECK_FALSE(reader.ok());
}

TEST_CASE("a remembered name counts towards the limit of a name", "[dns][codec]") {
  Octets octets(12);
  for (int i = 0; i < 3; ++i) {
    octets.push_back(63);
    octets.insert(octets.end(), 63, 'a');
  }
  octets.push_back(0);  // 193 octets
  const auto tail = octets.size();
  octets.push_back(62);
  octets.insert(octets.end(), 62, 'b');
  octets.insert(octets.end(), {0xC0, 12});
  const bool fits = GENERATE(true, false);
  if (fits) octets.erase(octets.begin() + static_cast<std::ptrdiff_t>(tail) + 1), octets[tail] = 61;
  WireReader reader(octets);
  (void)reader.octets(12);
  const Name known = reader.name();
  reader.remember(12, known);
  CHECK(reader.name().wire_size() == (fits ? 255 : 1));
  CHECK(reader.ok() == fits);
}
