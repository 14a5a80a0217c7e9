#pragma once
#include "custos_codec.h"
#include "custos_cycle_counter.h"
#include "custos_file.h"
#include "custos_number.h"
#include "custos_process.h"
#include "custos_service.h"
#include "custos_thread_pool.h"
