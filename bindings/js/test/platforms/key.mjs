// Of the server whose data is asked for.

export const KEY = "e4232e0620f9290025cb3783768c9c8c4686078c";
export const PRODUCT = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";
