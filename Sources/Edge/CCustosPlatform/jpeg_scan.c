#include "jpeg_scan.h"

#include <stdlib.h>
#include <string.h>

#define ALWAYS_INLINE inline __attribute__((always_inline))

enum { LOOKAHEAD = 9, LONGEST_CODE = 16, LARGEST_DC_SIZE = 11 };

// A Huffman code. fast: for the next bits of the data the symbol and the length of its code, 0 where
// the code is longer; skip is that length and the bits of the value behind it. Longer codes by the
// last one of each length.
struct code {
  struct {
    uint8_t length, symbol, skip;
  } fast[1 << LOOKAHEAD];
  int32_t last[LONGEST_CODE + 1], offset[LONGEST_CODE + 1];
  const uint8_t *symbols;
};

static void build(struct code *code, const JHUFF_TBL *table) {
  int32_t value = 0, index = 0;
  memset(code, 0, sizeof *code);
  code->symbols = table->huffval;
  for (int length = 1; length <= LONGEST_CODE; length++) {
    code->offset[length] = index - value;
    for (int i = 0; i < table->bits[length]; i++, index++, value++) {
      const uint8_t symbol = table->huffval[index & 255];
      for (int32_t rest = 0; length <= LOOKAHEAD && rest < 1 << (LOOKAHEAD - length); rest++) {
        const int32_t place = value << (LOOKAHEAD - length) | rest;
        code->fast[place & ((1 << LOOKAHEAD) - 1)].length = (uint8_t)length;
        code->fast[place & ((1 << LOOKAHEAD) - 1)].symbol = symbol;
        code->fast[place & ((1 << LOOKAHEAD) - 1)].skip = (uint8_t)(length + (symbol & 15));
      }
    }
    code->last[length] = table->bits[length] > 0 ? value - 1 : -1;
    value <<= 1;
  }
}

// The data's bits; count of them are in value, the next one highest. Negative: they were too few.
struct bits {
  const uint8_t *at, *end;
  uint64_t value;
  int count;
};

static ALWAYS_INLINE void refill(struct bits *bits) {
  if (bits->count > 32) return;
  if (bits->end - bits->at >= 4) {
    uint32_t four;
    memcpy(&four, bits->at, sizeof four);
    // No byte of them is FF.
    if (((~four - 0x01010101u) & four & 0x80808080u) == 0) {
      bits->value = bits->value << 32 | __builtin_bswap32(four);
      bits->count += 32;
      bits->at += 4;
      return;
    }
  }
  while (bits->count <= 56 && bits->at < bits->end) {
    const uint8_t byte = *bits->at;
    if (byte == 0xFF) {
      const uint8_t *next = bits->at + 1;
      while (next < bits->end && *next == 0xFF) next++;
      // Anything but a zero behind it makes a mark.
      if (next == bits->end || *next != 0) return;
      bits->at = next;
    }
    bits->at++;
    bits->value = bits->value << 8 | byte;
    bits->count += 8;
  }
}

// The next bits, 1 to 16 of them; zeros behind the last one.
static ALWAYS_INLINE uint32_t peek(const struct bits *bits, int length) {
  const uint64_t value = bits->count >= length ? bits->value >> (bits->count - length)
                         : bits->count > 0     ? bits->value << (length - bits->count)
                                               : 0;
  return (uint32_t)value & ((1u << length) - 1);
}

// The symbol of a code that is longer than the lookahead; -1 for none.
static int take_long_symbol(struct bits *bits, const struct code *code) {
  for (int length = LOOKAHEAD + 1; length <= LONGEST_CODE; length++) {
    const int32_t value = (int32_t)peek(bits, length);
    if (value > code->last[length]) continue;
    bits->count -= length;
    return code->symbols[(value + code->offset[length]) & 255];
  }
  return -1;
}

static ALWAYS_INLINE int take_symbol(struct bits *bits, const struct code *code) {
  const uint32_t look = peek(bits, LOOKAHEAD);
  if (code->fast[look].length == 0) return take_long_symbol(bits, code);
  bits->count -= code->fast[look].length;
  return code->fast[look].symbol;
}

// Reads the difference of a block's mean to the one before.
static ALWAYS_INLINE bool take_mean(struct bits *bits, const struct code *dc, int32_t *mean) {
  const int size = take_symbol(bits, dc);
  if (size < 0 || size > LARGEST_DC_SIZE) return false;
  if (size == 0) return true;
  const int32_t value = (int32_t)peek(bits, size);
  *mean += value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  bits->count -= size;
  return true;
}

// Passes over the codes of a block's other coefficients.
static ALWAYS_INLINE bool skip_rest(struct bits *bits, const struct code *ac) {
  for (int k = 1; k < DCTSIZE2; k++) {
    refill(bits);
    const uint32_t look = peek(bits, LOOKAHEAD);
    int symbol = ac->fast[look].symbol;
    if (ac->fast[look].length > 0) {
      bits->count -= ac->fast[look].skip;
    } else {
      symbol = take_long_symbol(bits, ac);
      if (symbol < 0) return false;
      bits->count -= symbol & 15;
    }
    // The end of the block: no value behind a run of less than 15.
    if ((symbol & 15) == 0 && symbol < 0xF0) break;
    k += symbol >> 4;
    if (k >= DCTSIZE2 && (symbol & 15) > 0) return false;
  }
  return bits->count >= 0;
}

// Whether the data stop as they should, before this restart mark, or (-1) before any mark or the end;
// goes on behind it.
static bool take_mark(struct bits *bits, int restart) {
  refill(bits);
  // What is left of the last byte, and whole bytes that have been read ahead: surplus ones.
  const int rest = bits->count % 8;
  const uint32_t padding = rest > 0 ? peek(bits, rest) : 0;
  bits->count -= rest;
  if (padding != 0 && padding != (1u << rest) - 1) return false;
  if (bits->count > 0 && bits->value << (64 - bits->count) != 0) return false;
  bits->count = 0;
  while (bits->at < bits->end && *bits->at == 0) bits->at++;
  if (restart < 0) return bits->at == bits->end || *bits->at == 0xFF;
  while (bits->at < bits->end && *bits->at == 0xFF) bits->at++;
  if (bits->at == bits->end || *bits->at != 0xD0 + restart) return false;
  bits->at++;
  return true;
}

// A block of the unit that a scan repeats (T.81: MCU).
struct block {
  const struct code *dc, *ac;
  int32_t *mean;
  int32_t limit;
};

static bool walk(const struct jpeg_decompress_struct *info, struct bits bits,
                 const struct block *blocks, int32_t mean[MAX_COMPS_IN_SCAN]) {
  const unsigned interval = info->restart_interval;
  const uint64_t count = (uint64_t)info->MCUs_per_row * info->MCU_rows_in_scan;
  const struct block *end = blocks + info->blocks_in_MCU;
  unsigned left = interval, restart = 0;
  for (uint64_t unit = 0; unit < count; unit++) {
    if (interval > 0 && left-- == 0) {
      if (!take_mark(&bits, (int)restart)) return false;
      restart = (restart + 1) % 8;
      left = interval - 1;
      memset(mean, 0, MAX_COMPS_IN_SCAN * sizeof *mean);
    }
    for (const struct block *block = blocks; block < end; block++) {
      refill(&bits);
      if (!take_mean(&bits, block->dc, block->mean) || !skip_rest(&bits, block->ac)) return false;
      if (abs(*block->mean) > block->limit) return false;
    }
  }
  return take_mark(&bits, -1);
}

bool custos_jpeg_scan_is_whole(const struct jpeg_decompress_struct *info, const uint8_t *data,
                               const uint8_t *end) {
  struct code codes[2 * NUM_HUFF_TBLS];
  for (int i = 0; i < NUM_HUFF_TBLS; i++) {
    if (info->dc_huff_tbl_ptrs[i] != NULL) build(&codes[i], info->dc_huff_tbl_ptrs[i]);
    if (info->ac_huff_tbl_ptrs[i] != NULL) build(&codes[NUM_HUFF_TBLS + i], info->ac_huff_tbl_ptrs[i]);
  }
  int32_t mean[MAX_COMPS_IN_SCAN] = {0};
  struct block blocks[D_MAX_BLOCKS_IN_MCU];
  for (int i = 0; i < info->blocks_in_MCU; i++) {
    const int member = info->MCU_membership[i];
    const jpeg_component_info *component = info->cur_comp_info[member];
    const int32_t step = component->quant_table->quantval[0];
    blocks[i] = (struct block){
        .dc = &codes[component->dc_tbl_no],
        .ac = &codes[NUM_HUFF_TBLS + component->ac_tbl_no],
        .mean = &mean[member],
        // Eight times the samples' range from gray; an encoder may round it up by two steps.
        .limit = 8 * CENTERJSAMPLE / (step > 0 ? step : 1) + 2,
    };
  }
  return walk(info, (struct bits){.at = data, .end = end}, blocks, mean);
}
