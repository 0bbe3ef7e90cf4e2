/** Takes the place of `@tensorflow/tfjs-backend-webgl` in the bundle: there is no WebGL in Node, and it is a fifth of tfjs. */
import { env } from '@tensorflow/tfjs-core';

export { version_core as version_webgl } from '@tensorflow/tfjs-core';

/** Its flags: programs set them in Node, too, and `tf.env().set` throws for a flag that is not registered. */
const FLAGS = [
  'HAS_WEBGL', 'SOFTWARE_WEBGL_ENABLED', 'ENGINE_COMPILE_ONLY', 'WEBGL2_ISNAN_CUSTOM', 'CPU_HANDOFF_SIZE_THRESHOLD',
  'TOPK_LAST_DIM_CPU_HANDOFF_SIZE_THRESHOLD', 'TOPK_K_CPU_HANDOFF_THRESHOLD',
  ...[
    'VERSION', 'CHECK_NUMERICAL_PROBLEMS', 'BUFFER_SUPPORTED', 'CPU_FORWARD', 'FORCE_F16_TEXTURES', 'PACK', 'PACK_NORMALIZATION', 'PACK_CLIP',
    'PACK_DEPTHWISECONV', 'PACK_BINARY_OPERATIONS', 'PACK_UNARY_OPERATIONS', 'PACK_ARRAY_OPERATIONS', 'PACK_IMAGE_OPERATIONS', 'PACK_REDUCE',
    'PACK_CONV2DTRANSPOSE', 'LAZILY_UNPACK', 'CONV_IM2COL', 'MAX_TEXTURE_SIZE', 'MAX_TEXTURES_IN_SHADER', 'RENDER_FLOAT32_CAPABLE',
    'RENDER_FLOAT32_ENABLED', 'DISJOINT_QUERY_TIMER_EXTENSION_VERSION', 'DISJOINT_QUERY_TIMER_EXTENSION_RELIABLE', 'DOWNLOAD_FLOAT_ENABLED',
    'FENCE_API_ENABLED', 'SIZE_UPLOAD_UNIFORM', 'DELETE_TEXTURE_THRESHOLD', 'FLUSH_THRESHOLD', 'USE_SHAPES_UNIFORMS', 'EXP_CONV',
    'MAX_SIZE_FOR_NARROW_TEXTURE', 'AUTO_SQUARIFY_NARROW_TEXTURE_SHAPE',
  ].map((name) => `WEBGL_${name}`),
];

for (const flag of FLAGS) env().registerFlag(flag, () => (flag === 'HAS_WEBGL' ? false : 0));
