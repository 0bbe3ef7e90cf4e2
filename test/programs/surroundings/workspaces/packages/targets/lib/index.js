exports.target = (xs) => xs.sum(1, true);
