/** The types that a tensor's numbers can have, by PyTorch's names: `torch.float64`. */
export const float32 = 'float32';
export const float64 = 'float64';
