#pragma once
#include "custos_child.h"
#include "custos_device.h"
#include "custos_folder_watch.h"
#include "custos_network.h"
#include "custos_stream.h"
#include "custos_v4l2.h"
#include "custos_yuv.h"
