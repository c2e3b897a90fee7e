//! The strongest directions of a large sparse matrix: randomised subspace iteration (Halko,
//! Martinsson & Tropp 2011), with a fixed seed, on one thread.

use crate::random::SplitMix;

/// Directions that are followed; those asked for are the strongest of them.
const FOLLOWED: usize = 112;
/// How often the matrix is applied to sharpen them.
const ROUNDS: usize = 4;

type Row = [f64; FOLLOWED];

/// A matrix by its rows: column and value of what isn't zero.
pub struct Sparse {
    /// The rows.
    pub rows: Vec<Vec<(u32, f32)>>,
    /// How many columns there are.
    pub columns: usize,
}

impl Sparse {
    fn times(&self, other: &[Row]) -> Vec<Row> {
        let product = |row: &Vec<(u32, f32)>| {
            let mut sum = [0.0; FOLLOWED];
            for (column, value) in row {
                add(&mut sum, &other[*column as usize], f64::from(*value));
            }
            sum
        };
        self.rows.iter().map(product).collect()
    }

    fn transposed_times(&self, other: &[Row]) -> Vec<Row> {
        let mut product = vec![[0.0; FOLLOWED]; self.columns];
        for (row, other) in self.rows.iter().zip(other) {
            for (column, value) in row {
                add(&mut product[*column as usize], other, f64::from(*value));
            }
        }
        product
    }

    /// Where each row lies along the `D` strongest directions, at most 112, as if all were equally
    /// strong.
    pub fn strongest<const D: usize>(&self) -> Vec<[f64; D]> {
        let mut random = SplitMix(1);
        let start = (0..self.columns).map(|_| std::array::from_fn(|_| random.centred()));
        let mut basis = self.times(&start.collect::<Vec<Row>>());
        upright(&mut basis);
        for _ in 0..ROUNDS {
            basis = self.times(&self.transposed_times(&basis));
            upright(&mut basis);
        }
        let back = self.transposed_times(&basis);
        let axes = axes(&moments(&back));
        let along = |row: &Row, axis: &[f64]| row.iter().zip(axis).map(|(a, b)| a * b).sum();
        basis.iter().map(|row| std::array::from_fn(|at| along(row, &axes[at]))).collect()
    }
}

fn add<const D: usize>(sum: &mut [f64; D], other: &[f64; D], times: f64) {
    sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += times * other);
}

/// The share of a column's square that is none.
const NOTHING: f64 = 1e-12;

/// Makes the columns of `rows` upright on each other and of length 1: Gram–Schmidt, twice, because
/// once leaves rounding errors behind.
fn upright(rows: &mut [Row]) {
    for _ in 0..2 {
        for at in 0..FOLLOWED {
            let mut shares = [0.0; FOLLOWED];
            for row in rows.iter() {
                (0..=at).for_each(|other| shares[other] += row[other] * row[at]);
            }
            let before: f64 = shares[..at].iter().map(|share| share * share).sum();
            // What is left of a column that the others make up is rounding errors.
            let rest = Some(shares[at] - before).filter(|rest| *rest > NOTHING * shares[at]);
            let length = rest.map(f64::sqrt);
            for row in rows.iter_mut() {
                let known: f64 =
                    row[..at].iter().zip(&shares).map(|(row, share)| row * share).sum();
                row[at] = length.map_or(0.0, |length| (row[at] - known) / length);
            }
        }
    }
}

/// The sums of products of every two columns.
pub fn moments<const D: usize>(rows: &[[f64; D]]) -> Vec<Vec<f64>> {
    let mut sums = vec![[0.0; D]; D];
    for row in rows {
        for (sums, value) in sums.iter_mut().zip(row) {
            add(sums, row, *value);
        }
    }
    sums.into_iter().map(Vec::from).collect()
}

/// The axes of a symmetric matrix, the strongest first: Jacobi's rotations.
pub fn axes(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    const SWEEPS: usize = 12;
    let size = matrix.len();
    let mut matrix = matrix.to_vec();
    let unit = |at: usize| (0..size).map(|other| f64::from(u8::from(at == other))).collect();
    let mut axes: Vec<Vec<f64>> = (0..size).map(unit).collect();
    for _ in 0..SWEEPS {
        for one in 0..size {
            for other in one + 1..size {
                let between = matrix[one][other];
                if between == 0.0 {
                    continue;
                }
                let slope = (matrix[other][other] - matrix[one][one]) / (2.0 * between);
                let tangent = slope.signum() / (slope.abs() + slope.hypot(1.0));
                let cosine = 1.0 / tangent.hypot(1.0);
                let across = tangent * cosine;
                let turn = |a: f64, b: f64| (cosine * a - across * b, across * a + cosine * b);
                for row in &mut matrix {
                    (row[one], row[other]) = turn(row[one], row[other]);
                }
                for pair in [&mut matrix, &mut axes] {
                    let (head, tail) = pair.split_at_mut(other);
                    for (a, b) in head[one].iter_mut().zip(&mut tail[0]) {
                        (*a, *b) = turn(*a, *b);
                    }
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|a, b| matrix[*b][*b].total_cmp(&matrix[*a][*a]));
    order.into_iter().map(|at| std::mem::take(&mut axes[at])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axes_of_a_symmetric_matrix_are_found() {
        let found = axes(&[vec![2.0, 1.0], vec![1.0, 2.0]]);
        assert!((found[0][0] - found[0][1]).abs() < 1e-9, "{found:?}");
        assert!((found[1][0] + found[1][1]).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn rows_that_share_columns_lie_along_one_direction() {
        let row = |first: u32| (first..first + 3).map(|column| (column, 1.0)).collect();
        let mut rows: Vec<Vec<(u32, f32)>> = (0..120).map(|_| row(0)).collect();
        rows.extend((0..100).map(|_| row(3)));
        let found = Sparse { rows, columns: 200 }.strongest::<2>();
        assert!(found[0][0].abs() > 10.0 * found[150][0].abs());
        assert!(found[150][1].abs() > 10.0 * found[0][1].abs());
    }
}
