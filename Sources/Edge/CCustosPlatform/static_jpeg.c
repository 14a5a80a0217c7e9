// What the static executable has in the place of libjpeg's inverse transforms in plain C, which it refers
// to and which take 41 kB: those to other sizes than 8 x 8 are never asked for, and for 8 x 8 the
// library has NEON on every core of this kind, with the same results.
#if defined(CUSTOS_EMBEDDED_SWIFT) && defined(__aarch64__)
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

#define WITHOUT(name)                                                                             \
  void name(j_decompress_ptr info, jpeg_component_info *component, JCOEFPTR block, JSAMPARRAY rows, \
            JDIMENSION column);                                                                   \
  void name(j_decompress_ptr info, jpeg_component_info *component, JCOEFPTR block, JSAMPARRAY rows, \
            JDIMENSION column) {                                                                  \
    (void)component, (void)block, (void)rows, (void)column;                                       \
    ERREXIT(info, JERR_NOT_COMPILED);                                                             \
  }

WITHOUT(jpeg_idct_islow)
WITHOUT(jpeg_idct_3x3)
WITHOUT(jpeg_idct_5x5)
WITHOUT(jpeg_idct_6x6)
WITHOUT(jpeg_idct_7x7)
WITHOUT(jpeg_idct_9x9)
WITHOUT(jpeg_idct_10x10)
WITHOUT(jpeg_idct_11x11)
WITHOUT(jpeg_idct_12x12)
WITHOUT(jpeg_idct_13x13)
WITHOUT(jpeg_idct_14x14)
WITHOUT(jpeg_idct_15x15)
WITHOUT(jpeg_idct_16x16)
#endif
