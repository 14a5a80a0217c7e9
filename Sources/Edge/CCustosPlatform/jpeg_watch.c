#include "jpeg_watch.h"

#include "custos_signals.h"
#include "jpeg_scan.h"

// Pixels times scans that are decoded at most: 100 scans of the largest pictures. Encoders write about
// ten; a file can have hundreds, each of a few bytes, that cost the time of a whole picture.
static const uint64_t maximum_work = 5000000000u;

static _Noreturn void stop(struct jpeg_decompress_struct *info, custos_codec_status reason,
                           const char *text) {
  struct jpeg_watch *watch = (struct jpeg_watch *)info->err;
  watch->reason = reason;
  snprintf(watch->failure.text, CUSTOS_CODEC_TEXT_SIZE, "%s", text);
  longjmp(watch->failure.escape, 1);
}

// Whether the surplus bytes of which the library warns are padding: zeros between the picture's data
// and a mark.
static bool is_padding(const struct jpeg_watch *watch, const struct jpeg_decompress_struct *info) {
  const size_t count = (size_t)info->err->msg_parm.i[0];
  const uint8_t *mark = info->src->next_input_byte;
  // At the end of the file the library reads an end mark of its own.
  if ((uintptr_t)mark < (uintptr_t)watch->data || (uintptr_t)mark > (uintptr_t)watch->end)
    mark = watch->end;
  if (count > (size_t)(mark - watch->data)) return false;
  for (size_t i = 1; i <= count; i++)
    if (mark[-(ptrdiff_t)i] != 0) return false;
  return true;
}

static bool is_harmless(struct jpeg_watch *watch, const struct jpeg_decompress_struct *info) {
  switch (info->err->msg_code) {
    // Wrong bounds of the spectrum in a baseline scan's header, which has only one spectrum.
    case JWRN_NOT_SEQUENTIAL:
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM: return true;
    case JWRN_JPEG_EOF: watch->lacks_end_mark = true; return true;
    // Between the header's segments there are no data of the picture; a single scan is walked through.
    case JWRN_EXTRANEOUS_DATA: return watch->is_walked || info->input_scan_number == 0 || is_padding(watch, info);
    default: return false;
  }
}

static void judge(j_common_ptr info, int level) {
  if (level >= 0) return;
  if (!is_harmless((struct jpeg_watch *)info->err, (struct jpeg_decompress_struct *)info))
    custos_jpeg_stop(info);
}

static void check(j_common_ptr common) {
  struct jpeg_decompress_struct *info = (struct jpeg_decompress_struct *)common;
  struct jpeg_watch *watch = (struct jpeg_watch *)info->err;
  for (int i = 0; i < info->comps_in_scan; i++)
    watch->seen |= 1u << (info->cur_comp_info[i]->component_index & 31);
  if (watch->is_stoppable && custos_signals_stop())
    stop(info, CUSTOS_CODEC_STOPPED, "the program was told to stop");
  const uint64_t pixels = (uint64_t)info->image_width * info->image_height;
  if ((uint64_t)info->input_scan_number > 1 &&
      pixels * (uint64_t)info->input_scan_number > maximum_work)
    stop(info, CUSTOS_CODEC_UNSUPPORTED, "so many scans that they take too long");
}

struct jpeg_error_mgr *custos_jpeg_judge(struct jpeg_watch *watch, char *text) {
  custos_jpeg_install(&watch->failure, text)->emit_message = judge;
  watch->reason = CUSTOS_CODEC_DAMAGED;
  return &watch->failure.base;
}

void custos_jpeg_watch_data(struct jpeg_watch *watch, struct jpeg_decompress_struct *info) {
  watch->data = info->src->next_input_byte;
  watch->end = watch->data + info->src->bytes_in_buffer;
  watch->is_walked = !jpeg_has_multiple_scans(info) && !info->arith_code && info->data_precision == 8;
  watch->progress.progress_monitor = check;
  info->progress = &watch->progress;
}

void custos_jpeg_require_all(struct jpeg_watch *watch, struct jpeg_decompress_struct *info) {
  if (watch->is_walked && !custos_jpeg_scan_is_whole(info, watch->data, watch->end))
    stop(info, CUSTOS_CODEC_DAMAGED, "its data are out of step, as they are when some were overwritten");
  if (watch->seen != (1u << info->num_components) - 1)
    stop(info, CUSTOS_CODEC_DAMAGED, "the data of a colour component are missing");
  if (!watch->lacks_end_mark || info->coef_bits == NULL) return;
  // Cut between two scans: each coefficient must have come to its last bit.
  for (int component = 0; component < info->num_components; component++)
    for (int k = 0; k < DCTSIZE2; k++)
      if (info->coef_bits[component][k] != 0)
        stop(info, CUSTOS_CODEC_DAMAGED, "Premature end of JPEG file");
}
